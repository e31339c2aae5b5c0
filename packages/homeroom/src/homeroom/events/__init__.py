"""The feed: what changed in each view, recorded in the transaction of the change itself.

Words: a *batch* is one committed change of a district and has a second of its own; a *log*
holds the events of one view; a *segment* is a stretch of a log that a connection reads. Doors:
`recording.recorded` around every change, `queries.feed` for readers (decision 0007),
`agreements` to change what a connection is given, `previews.preview` to see it beforehand.
"""
