"""Sync runs on pages: the history, one run, its problems, and what a person decides about it.

Door: `pages.ROUTES`; `words` puts a run in a sentence for the home page as well.
"""
