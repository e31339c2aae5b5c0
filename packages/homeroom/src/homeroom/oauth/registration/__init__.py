"""An application as its developers see and change it: secrets, declaration, fields with reasons.

Words: a *registration* is one application with everything that its owners may know; its *mark*
names a state of it, so that a form which was shown before somebody else's change is noticed; a
*need* is a field that the application asks for, with its reason.

Door: `queries`, `actions`, `owners` (invitations), and `rules` (which fields may be asked for, and
what follows).
"""
