"""How often people sign in and open applications, counted by day (district.md 3.14).

Words: a *use* is one sign-in to the hub, or one time that an application was opened by the portal
or by its own page; its *way* says who had authorised that, the district or a teacher. A *usage* is
all uses of one kind on one day: how many, by whom, and for a month how often each of them.

A use waits in memory, and a thread brings it into the store within a minute: no sign-in waits for
a row that all sign-ins of its district would write. Uses of the last minute are lost with a
process that is killed. Who stands in for somebody else is not counted.

Door: `collecting` (signed_in, opened), `flushing.FLUSHERS`, `queries.usages`, `actions.tidy`.
"""
