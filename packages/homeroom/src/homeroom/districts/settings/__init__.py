"""How the district's files are taken in: limits, rollover, pause, strictness.

Each form carries the position of what it showed; one that is stale changes nothing. The choices
are the intake's (`homeroom.intake.choices`), which obeys them. Door: `pages.ROUTES`.
"""
