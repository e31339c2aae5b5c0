"""Is anything wrong with the data in force: errors and warnings of the last applied sync.

An error kept a row out for everybody; a warning kept it in, without the value. Door:
`pages.ROUTES`.
"""
