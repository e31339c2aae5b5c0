"""An application's own ids beside the hub's, for one connection (district.md 3.9).

The application says what it knows of its people; each is looked for among the people that this
connection reads, by the fields that it reads, and nowhere else. So whoever is not shared is found
by nothing, and a field that is off matches nobody. The list itself is not kept; the result is, for
30 days, and that there was one stands in the district's log for good.
Words: *theirs* is a record of the application's list, *ours* one of the hub's; an *outcome* says
what became of either.

Door: `rules.match`, `queries.people_seen`, `queries.matchings_of`, `actions.keep`.
"""
