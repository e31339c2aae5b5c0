"""Is anything wrong with the data in force, and which applications lack something in it.

Of the files: errors and warnings of the last applied sync. An error kept a row out for everybody;
a warning kept it in, without the value. Of each application: what it asks for and does not find
(`lacking`). Door: `pages.ROUTES`.
"""
