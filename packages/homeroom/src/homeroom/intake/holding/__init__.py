"""Why a run waits for a person, and what it would do, record by record.

Words: a *figure* is what the rules of a hold look at, a *sign* is what no count shows; a *sheet*
lists the records of one verb. The sheets lie with the run's newest upload and go with it; once
the run is applied they go at once. Door: `figures` (reasons), `sheets`.
"""
