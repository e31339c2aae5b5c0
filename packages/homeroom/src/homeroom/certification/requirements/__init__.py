"""What certification asks, as data: the rows of the four guides, and the survey's questions.

Words. A **requirement** is one row of a guide, with an id that is never used for anything else; its
level is MUST (it blocks) or SHOULD (it warns). A **condition** says when a row or a question
matters; what it looks at is what an application has **declared**. **Certain types** are submitted
together (certification.md 1 and 2).

The rows are TOML so that wording can be mended without touching code. Nothing here knows the web,
a store or a hub: the harness reads the same rows from outside.

Door: `reading.every`, `reading.requirement`, `reading.for_types`, `conditions.Declared`,
`survey.questions.asked_of`.
"""
