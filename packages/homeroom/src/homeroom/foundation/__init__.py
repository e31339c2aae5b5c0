"""What every floor stands on: settings, store, clock, ids, errors, log, secrets.

Nothing here knows a district, a token or a page.
"""
