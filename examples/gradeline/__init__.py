"""Gradeline: classes and marks, for districts that share their rosters.

A Django application with Secure Sync and District SSO. It stands on the kit's sync, on the kit's
store for Django's ORM, and on the kit's login for Django; it imports nothing of the hub.
"""
