"""A district's team: who is in it, who joins by a link, who may do what.

Words: a *member* is somebody of the team; the *owner* is the one member who can hand the district
over; an *invitation* is a link that one person may use once. Administrators that came in with
administrators.csv are listed, and are changed in the file alone.
"""
