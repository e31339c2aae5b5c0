"""Faults: what goes wrong on purpose between one application and a sandbox (certification.md 4.3).

Words: a *fault* is one kind of trouble, for so many requests or until it is taken back; a *page
cap* serves at most so many records a page, whatever `limit` says. Both live as long as the hub.
"""
