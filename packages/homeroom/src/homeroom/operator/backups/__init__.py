"""What a hub holds, copied to a folder while it serves, and put back while it does not.

Words: a *backup* is a folder with a manifest, which is written last, so a folder without one is
none; the *manifest* names every file with its size and sum, the schema and the moment; *staged*
is what lies beside the hub's own files, checked and ready to be put in their place; *aside* is the
folder where what was replaced is kept.

The master key is never in a backup: together they would show the district-app tokens. Doors:
`saving.back_up`, `restoring.restore`, `saving.last_backup`.
"""
