"""What travels between a hub and its clients: shapes and tables, no behaviour.

`records` and `roles` are the objects, `events` and `envelopes` what they travel in, `tokens` the
answers of the token endpoints, `values` every enumeration, and `fields` the one table that says
which field each integration type receives in which version.

Both the hub and the kit read these shapes, so they could be wrong together; the folder
`contract/` states the same facts a second time, from outside, and a test compares the two.
"""
