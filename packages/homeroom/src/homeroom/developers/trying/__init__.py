"""Trying an application out: what the hub saw of its sign-ins, step by step, and what to do next.

Words: an *attempt* is one sign-in with what became of its code; a *step* is one thing that the
guide of the Library explains and ticks. There is a page for District SSO and one for the Library,
and neither says anything about the other. Both read the log of requests and nothing else.

Door: `rules` (attempts, steps), `district_sso` and `library` (pages).
"""
