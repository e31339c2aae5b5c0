"""Who runs a district here: its members, their roles, and the links that invite more.

A member's number is also the record number of an employee document with the role district_admin
(ruling R32). The number stands in no list of known keys, so no file ever names it; a sync looks
`numbers` up and leaves those records alone.
"""
