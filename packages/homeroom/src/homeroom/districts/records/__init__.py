"""The district's records, to be found and looked at: as sent, as stored, as given out.

Words: a *tab* is a list of one sort of record, people by their role; a record is *given out* to an
application as its view cuts it, and nothing here cuts a second time. Doors: `browsing.ROUTES`,
`showing.ROUTES`, `sent.ROUTES`.
"""
