"""What an application takes of what a district shares, and from which changes on it looks first.

Words: *filters* are the application's own rules, and narrow what is shared, never more (district.md
3.3); *limits* are its safety thresholds (1.12); what is *held* waits until somebody looked. Both
belong to one connection.

Door: `filters` and `limits` (pages), `drafting` and `percentages` (pure).
"""
