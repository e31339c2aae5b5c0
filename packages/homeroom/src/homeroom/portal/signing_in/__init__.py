"""The pages from a stranger to a session, and back: sign in, the steps after it, sign out.

One page with one form for everybody (sso.md 3.2, ruling R47); a refusal is the same page again,
with what was typed kept, save the secret.
"""
