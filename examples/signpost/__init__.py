"""Signpost: a school's notices of where to find what, for everybody whom a district shares.

It has District SSO only, so it never reads a roster: it knows who signed in, and nobody else. It
stands on the kit's login for Django and on Django's own users.
"""
