"""Readalong: a shelf of books where pupils note what they read, for teachers of the Library.

A teacher adds it at the hub; her classes and pupils are there at once. It stands on the kit's login
for Starlette and on `Provisioning`; its accounts and classes are tables of its own.
"""
