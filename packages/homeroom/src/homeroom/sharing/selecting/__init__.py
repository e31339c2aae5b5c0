"""Rules that say who is shared, such as: students whose grade is 6, 7 or 8 (district.md 3.4).

Words: a *filter* is a field, an operator and values; a *rule* is a kind of record and filters
that all must hold; a share has rules of which one is enough. An application may *narrow* what
the district shares, with rules of the same form.

Door: `rules` (parse, check, normalise), `drafting` (rules in a form), `fields` (what may be
filtered), `members` (who is selected), `explaining.explain` (why somebody is or is not shared),
`counting.counts`.
"""
