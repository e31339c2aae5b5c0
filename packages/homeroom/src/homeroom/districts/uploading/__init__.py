"""How the district's files come in: the upload's form, and the page on which files are mapped.

An upload in which every file and column is known is queued at once. Any other waits
(`homeroom.intake.runs.waiting`) until an administrator has said what its columns are, or starts
it as it is. Door: `sending.ROUTES`, `mapping.ROUTES`.
"""
