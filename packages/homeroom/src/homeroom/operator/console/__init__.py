"""The operator at the command line: `homeroom admin`. Each group has a module."""
