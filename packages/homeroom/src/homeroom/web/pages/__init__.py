"""What every page of the hub looks like, and how its forms are read.

Words: a *plain* page stands alone (signing in, a question, a refusal); a *home* is a portal, with
whoever is signed in on top; a *desk* is a dashboard with its place, its navigation and its person.

Door: `rendering.Templates` (a feature's own templates on top of the shared ones), `forms`,
`assets` (the one style sheet and the font), `refusals`.
"""
