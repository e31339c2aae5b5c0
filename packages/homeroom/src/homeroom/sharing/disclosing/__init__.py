"""Which application was given whose records, on which day, through which view.

Words: a *disclosure* is what one application was given on one day through one view; its *terms*
are that view's definition, which says the fields; *members* are the records, packed as a bitmap.

A read never writes (house.md 2): it leaves the ids that it gave out in memory, and a thread
brings them into the store within a minute. A definition that a disclosure names is never deleted.

Door: `collecting.give` (a read gave this out), `flushing` (begin, flush, finish), `queries`
(disclosures, of_person), `rules` (fields_given, narrowed, as_given).
"""
