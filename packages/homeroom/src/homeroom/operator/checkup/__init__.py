"""What `homeroom doctor` looks at: settings, folder, database, key, jobs, the last backup.

Words: a *finding* is one line of the report, OK, WARN or FAIL, with a remedy where it is not OK.
Nothing is written and nothing is brought up to date: whoever asks may be asking before an upgrade.
Door: `examining.examine`.
"""
