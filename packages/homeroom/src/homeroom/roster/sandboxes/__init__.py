"""Sandbox districts that belong to developers: whose each is, and what it began as.

A *sandbox* here is one invented district of one developer. Its district row is like any other's,
with the mark `sandbox`; that it is somebody's, and so nobody else's, stands in a table of its own.
Its people are found on its own login page only, never by a name typed elsewhere: two developers
may use the same user names, and neither learns of the other.
"""
