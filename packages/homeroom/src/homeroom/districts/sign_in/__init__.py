"""How people of a district sign in: which fields are user names and start passwords.

Door: `pages.ROUTES`. What the choice means is `accounts.rules.policy`; it is kept in the
district's switches under `sign_in`.
"""
