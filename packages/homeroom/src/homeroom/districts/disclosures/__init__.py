"""The record of disclosures as the district reads it: which application was given whose records.

Door: `pages.ROUTES`, `pages.recent_of` (for the page of a record).
"""
