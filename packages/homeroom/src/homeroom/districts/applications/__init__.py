"""The district's applications: which there are, where each stands, what the next step is.

Nothing is decided here: proposals and launch days are `sharing.connecting`'s, accepting and
disconnecting with their tokens `oauth.connecting`'s.
"""
