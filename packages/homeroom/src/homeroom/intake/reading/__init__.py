"""Reading: the bytes of one roster file become a `Table` of text and a list of problems.

Its door is `table.Looked`. A clean file takes the fast reader, anything else the careful one;
both give the same table for the same content (house.md 12.1, step 2).
"""
