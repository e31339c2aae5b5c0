"""The hub's own staff: their way in, and who may pass it; each duty has a door of its own.

Words: a *duty* is what one of the staff does for the hub (developer, operator), in place of a role
in a district; a *door* is the login page of a duty and the guard of the pages behind it.
"""
