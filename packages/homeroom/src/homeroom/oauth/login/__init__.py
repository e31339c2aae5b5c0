"""Signing in to an application: from its button or a link of the hub to a code (sso.md 4).

Words: a *pending login* is what an application asked for, kept sealed in the address while the
person signs in, answers or consents; a *question* is a page of ours in between.

Door: `routes.login_routes(Ports(...))`, and `ports` with what others must provide.
"""
