"""The integration picker: four questions, one answer, and the reasons for it.

Public at `/pick-an-integration`, and a place of the dashboard.
"""
