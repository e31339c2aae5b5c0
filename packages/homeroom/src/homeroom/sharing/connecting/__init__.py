"""How a district and an application come to have a connection, and when it opens (district.md 3.3).

Words: a *proposal* is a district's *request* or an application's *invitation*; the other *side*
accepts or declines it, the side that asked reminds or withdraws. What was accepted is *set up*
until the application names the day of its *launch*. A *stage* is where all of this stands.

Door: `rules` (what a proposal is, stages), `queries`, `actions`; `homeroom.events.connecting`
accepts, because that opens the application's feed.
"""
