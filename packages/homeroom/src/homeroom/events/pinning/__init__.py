"""Feeds that end at a batch and go on with the difference: paused and held applications.

Door: `actions` (pause, resume, review, approve_review, change_limits), `holding` (who is held
while a batch is recorded). What a pin is and what it keeps: `homeroom.sharing.pinning`.
"""
