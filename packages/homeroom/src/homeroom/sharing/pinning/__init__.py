"""Connections that read as of a moment: paused by the district, or held by their own thresholds.

Words: a *pin* says at which batch a connection stays, why, and what is *wished* for the moment
in which it ends; *limits* are what an application sets, *figures* what a change does to each
type of record. Documents are not copied: versions that were replaced since are kept anyway
(`roster.past`); only members and moments of the view are kept once more, under its own name with
the batch behind it.

Door: `rules` (Limits, Figures, exceeded), `queries` (pin_of, pinned_batches, needs_past),
`actions`. Whoever pins or unpins ends a feed or goes on with it: `homeroom.events.pinning`.
"""
