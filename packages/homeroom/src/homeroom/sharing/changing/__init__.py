"""What a connection is given, put in force and taken back; its last states.

Words: an *agreement* is a share, a field access and what the application takes of it; a *state*
is one that was in force, with who chose it, when and why.

Door: `rules` (Agreement), `given` (which fields are read), `queries` (states_of), `actions`
(put_in_force, take_over). Whoever changes an agreement tells the application what that does to it:
`homeroom.events.agreements`.
"""
