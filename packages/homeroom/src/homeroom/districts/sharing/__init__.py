"""What an application sees and why, and what would change if the district changed the rule.

Words: a *draft* is what a form holds of a share before it is looked at; a *proposal* is a whole
agreement that a preview shows and one button puts in force. Both travel in the forms, so nothing
is stored before somebody saves.

Nothing is decided here: shares are `sharing`'s, what a change does is `events.previews`', saving is
`events.agreements`'. Door: `pages.ROUTES`.
"""
