"""Which data an application asks for, and why: by kind of record, each field with its reason."""
