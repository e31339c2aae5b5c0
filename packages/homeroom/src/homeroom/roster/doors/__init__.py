"""Break-glass: whoever runs the hub looks at one district's records, in need and in the open.

Words: a *door* is one such time: opened by one operator for one district, with a reason, for an
hour at most; a *view* is one page that was asked for through it. Nobody of the hub's own staff
sees a district's records otherwise. The district's log of decisions says that a door was opened,
why, and that it was closed; its team is told until somebody says that she has seen it.

Doors lie in the roster file beside that log, so that one transaction writes both. Views lie in
the control file: they are noted before a page is shown, also while a sync holds the other file.

Door: `actions` (open_door, close_door, see, note_view), `queries` (door_of, doors_of, views_of).
"""
