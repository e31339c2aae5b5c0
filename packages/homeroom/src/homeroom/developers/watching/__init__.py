"""What an application and this hub tell each other: webhooks, requests, events.

Each page answers one question: where it wants to hear, what it asked, what it was told.
"""
