"""A district leaves: everything that the hub holds of it is deleted (district.md 1.14).

Words: a *closing* is a district on its way out. It *waits* until its day has come, and can be
taken back; then it is *erasing*, with no way back; at last it is *erased*, and what stays is its
certificate: the district's name, moments and counts, and nothing of anybody.

Ways in end first: one transaction of the control file takes tokens, sessions, accounts, upload
keys, runs and the district itself. The roster follows table by table, then the uploads. Each step
can be done again, so a process that is killed leaves the district as it was or goes on to the end.
What a process held in memory, counts of reads above all, may be written after that; so everything
is looked through once more, ten minutes later, before the certificate says that it is gone.

Door: `actions` (ask, take_back, erase_district, perform_if_due), `queries` (closing_of, closings,
closing_by_receipt).
"""
