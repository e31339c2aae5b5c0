"""The classes that a district makes here, beside those of its files (district.md 1.9).

Words: a class that was made here is *hand-made* (`homeroom.intake.handmade`); people in a form
are *lines*, each with the district's own id and, behind a comma, the name. Door: `pages.ROUTES`.
"""
