"""The lines of a district's files that a record was made from, as the district wrote them.

They are looked up when somebody asks, in the files that are in force, which are kept as long as
they are (`intake.retention`); nothing of them is stored a second time. Words: a *cell* is one
value of a line as it stands in the file, before anything is made of it; it *feeds* the columns
that its header means, and a column fills a *path* of the record.

Door: `queries.lines_of`, `paths.path_of`.
"""
