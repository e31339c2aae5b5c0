"""The page on which a district says that its own ids have changed (district.md 1.11).

What it does is the intake's (`homeroom.intake.renaming`). Door: `pages.ROUTES`.
"""
