"""The pages: `home`, `classes`, `people`, `district`, and what is shown when something is wrong."""
