"""Who is signed in, told to the application: `/me`, `/userinfo`, id_tokens, keys, discovery.

Everything said about a person comes from her document as the one view cuts it for the token
(`login.ports.Identity`); these modules only put it into the shapes of sso.md 6 and 7.
"""
