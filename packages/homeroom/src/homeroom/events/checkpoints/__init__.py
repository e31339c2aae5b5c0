"""Checkpoints: by which an application proves that it holds what its feed has told it.

For each kind the count and a hash over everything that a connection sees, as of one of its
events. What is there now is read from the documents, so a feed that had told too little would
show. What was there at an earlier event is that, with the events since taken back: each says what
it replaced, so the first event of a record after the moment says what the record was.

Words: the *canonical form* of a record is the text that is hashed (`rules.canonical`).

Door: `queries.newest_event`, `queries.former`, `queries.figures`.
"""
