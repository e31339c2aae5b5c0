"""Lantern Ridge ISD, the edge-case district (certification.md 4 and 5): pure, from one source.

Words: a *block* is the text that says one kind of record; a *key* (`k01`) is the source's name for
a record; a *mutation* is one named step of a *scenario*; the *expected view* is what an
application may see, worked out from the source alone, so that it can judge the hub.

Door: `derived.district` (a kind of district in a school year), `files.files` (its Clever CSV),
`mutations.MUTATIONS`, `catalogue.CATALOGUE`, `expecting.expected`.

Nothing here reads a clock, a store or the network, and nothing of the hub's own way to derive and
share records is used: that is what is tested with it.
"""
