"""Codes and the tokens they are worth: how an application comes by one, asks about it, ends it.

Door: `codes.issue` (what the login ends with), `user_tokens` (who a token stands for),
`clients.prove` (which application is asking), and one module for each endpoint.
"""
