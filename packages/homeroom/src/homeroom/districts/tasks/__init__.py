"""What an administrator has to do, and which of it she dismissed for herself (district.md 3.1).

Words: a *task* is something that waits for a person of the district: a sync on hold or failed, an
invitation, an application that asks for more or waits for its sharing. Its *substance* is what she
would look at anew: whoever dismisses a task dismisses it as it stands, so that it comes back when
its substance changes. Notices that no single person may put away, such as the district's own
deletion, are no tasks.

Only those who may decide have tasks. A dismissal is one person's: her colleagues see the task as
before, nothing is decided by it, and the number beside "Sync" goes on counting what is on hold.

Door: `waiting` (tasks_of), `queries` (dismissed_by), `rules` (Task, parted).
"""
