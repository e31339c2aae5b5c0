"""Pictures and documents of applications: icons, banners, screenshots, vector files (ruling R31).

Words: a *place* is what a picture is for, with what it must be (certification.md 3.6); a picture
is *examined*, which writes it anew without whatever it does not need, and *kept* under the hash
of what was written; a declaration *names* the pictures that it uses, and what it names no more
is gone.

Door: `places.examined`, `actions`, `queries`, and `routes`: everybody may fetch a picture whose
hash she knows, and nothing in it comes alive in her browser.
"""
