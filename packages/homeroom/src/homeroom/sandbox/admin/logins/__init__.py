"""Minted logins: an address that signs one person in, once, and opens an application for her.

Words: a *ticket* is what such an address holds. It stands for one person of a played district, is
good for a few minutes and for one use, and is sealed, so that nobody can make one. Who opens it is
signed in at the hub like anybody else, in a session of her own, and enters the application by the
hub's own doors: the icon of the portal, or the Instant-Login link.
"""
