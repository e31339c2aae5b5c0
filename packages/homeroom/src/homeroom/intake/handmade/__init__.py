"""Classes that a district makes itself, beside those of its files (district.md 1.9).

They are kept as two files of their own among the accepted ones, written by the hub whenever one
class changes and taken in by a run of their own. So whatever holds for files holds for them: an
upload that does not bring them leaves them, a run that is held or discarded has changed nothing,
an undo brings the ones before, and what is wrong with them stands in the report.

Words: a *hand-made* class is such a section; the *standing* is what the next change starts from:
the classes as the newest waiting change wants them, else as they were accepted last.
Door: `queries.standing`, `actions.put`, `actions.remove`, `ending.end_if_due`.
"""
