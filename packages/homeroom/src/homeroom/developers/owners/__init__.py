"""Whose an application is: its owners, inviting another one, joining, leaving.

All owners may do the same. Invitations and their rules: `homeroom.oauth.registration.owners`.
"""
