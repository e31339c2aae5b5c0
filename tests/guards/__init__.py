"""Guards, each taken away in turn: a test must notice. `make guards` prints what was seen.

A *cheat* is a small change of the source that removes one guard; it is made in a copy, never in
the work tree. A guard without a cheat here is a claim that nobody has checked.
"""
