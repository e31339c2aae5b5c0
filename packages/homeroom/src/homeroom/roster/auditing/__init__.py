"""What a district's team decided: an entry each, chained by hashes, only ever added to.

No entry holds personal data of students (district.md 3.15). Each entry's link is a hash over the
entry and the link before it, so an entry that was altered or taken out breaks the chain: `broken`
finds the first. Whoever could write the whole table anew could chain it anew; the newest link,
which the page shows and the export carries, is what to note elsewhere.

Door: `actions.record`, `queries.entries`, `queries.broken`.
"""
