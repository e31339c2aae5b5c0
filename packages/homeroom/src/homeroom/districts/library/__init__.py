"""The district's word on the Library: how open it is, which applications, what teachers added.

Words: a *stake* is the installs that a choice would close. Door: `pages.ROUTES`.
"""
