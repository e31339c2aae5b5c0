"""Who signed in and who failed to, event by event, for 60 days (district.md 3.15).

The name that was typed is never kept: people type their password there by mistake. An attempt
that a throttle refuses unread is no event, so nobody can fill the log from outside. The hub's own
staff are not in it: it belongs to districts.
"""
