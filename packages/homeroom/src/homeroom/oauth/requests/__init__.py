"""What applications asked this hub lately, without anything that was in it.

A line says when, by which method, along which row of the table of paths, how it ended, how long
it took and under which id the hub's own log knows it. There is no query, no body, and `{id}`
stands for every id: what a developer looks for is in the line, and the id of a pupil would
outlive here what the district wanted deleted there. While an application is tried out, its
sign-ins are lines as well, each with its end.

Words: an *entry* is one line; entries are *collected* in memory and *flushed* within seconds.

Door: `collecting.note` for guards, `trying` for sign-ins, `flushing` for the hub,
`queries.entries` for pages.
"""
