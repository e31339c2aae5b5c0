"""What follows from the rows: schools of people, names of sections, courses, terms, contacts.

Everything here works on whole columns and knows no id yet: records point at each other by their
place in a frame (district.md 1.8). Order of rows never decides anything but which duplicate
came first: every tie has a named breaker (D-PIPE-4).
"""
