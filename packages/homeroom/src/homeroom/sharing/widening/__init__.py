"""What an application may do with a district's people beside its data, as the district agreed.

Words: an *allowance* is what a connection began with or the district accepted since: whom the
application signs in, by which integration types, to which hosts they may be sent; a *widening*
is something that the application declares beyond it, and that stays off until the district
accepts it (ruling R28). A recommendation's new version is asked for in the same list.

Connections without an allowance do whatever is declared: those of sandbox districts, whose
people are invented.

Door: `rules` (Allowance), `queries.widenings_of`, `actions` (agree, follow, answer).
"""
