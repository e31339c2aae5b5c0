"""Which records lack a value that an application is given, and which share one that should be own.

A value is *missing* where the record has none, and *non-unique* where another record that the
same application is given has it too (district.md 1.7, 3.8). A *place* is a field of records of
one type. Everything is worked out when it is asked for, in one pass over each kind, and is only
ever about records and fields that the view shows. Doors: `rules.places_given`,
`examining.examine`, `findings.findings_of`.
"""
