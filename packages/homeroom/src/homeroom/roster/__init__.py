"""The roster: districts, their records as wire documents, stable ids, and changes to them.

Words: a *record* is one school, term, course, section, user or resource; its *document* is the
text that goes on the wire; its *record number* (rid) is its id inside the hub; a *change* is a
record before and after. Doors: `shape` (which column is which field), `render`, `queries`,
`identity`, `changes`, `actions`.
"""
