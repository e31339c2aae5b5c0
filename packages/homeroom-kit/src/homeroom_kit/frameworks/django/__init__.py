"""The login as a Django app: addresses, accounts, a backend, templates and their tags.

Needs the extra `homeroom-kit[django]`. What is declared stands in `settings.HOMEROOM`:

    HOMEROOM = {
        "HUB": "https://hub.example.org",      # or the address of Clever's, see `login.Endpoints`
        "CLIENT_ID": "...", "CLIENT_SECRET": "...",
        "REDIRECT_URI": "https://app.example.org/login/callback",
    }

Beside them may stand `PROVISIONING`: the path of a `Provisioning`, where the plain choice (an
account of Django's own for everybody whom a district shares) is not the right one.
"""
