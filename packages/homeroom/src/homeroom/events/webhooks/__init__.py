"""Webhooks: an application is told that there are new events, and reads them itself.

A notice names a connection, its district and its newest event, and nothing of any person. It is
not written when events are: the cursor of a connection says how far its application was told,
and a look at the feed says how far it has come. So nothing is forgotten by a hub that was killed,
and a hundred batches while a receiver was away make one notice with the newest event.

Words: a *notice* is *due* until it was heard; after a day of tries it is *dead*, until newer
events or a person make it due again. The cursors lie in the roster file, the address and its
secret in control.

Door: `actions` (register, rotate, remove, send_again), `queries`, `testing.test`, `rounds.work`.
"""
