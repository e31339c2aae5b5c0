"""A change of the district's own ids: the same people and things are called otherwise.

When a district moves to another system, each of its ids changes, and by the rule that another id
is another record (district.md 1.11) everybody would leave and arrive. Here the district says
beforehand which old id is which new one: the new key gets the record's number, and the old key
stays known, as that of a record that is gone, for as long as ids are remembered. So files with
the old ids, such as the last accepted ones under a partial upload, still mean the same records.
Words: a *pair* is an old and a new id, a *finding* what can be done with it.

Door: `rules.read_pairs`, `queries.findings`, `actions.rename`.
"""
