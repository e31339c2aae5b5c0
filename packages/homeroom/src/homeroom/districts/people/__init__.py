"""People of a district: found by name, id or user name, shown with every value, helped to sign in.

Words: the *register* is the district's people in the order of their names, made from the roster
once for each newest batch. Door: `pages.ROUTES`; `register` finds people for other pages too.
"""
