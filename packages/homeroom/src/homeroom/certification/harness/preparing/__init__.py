"""Before a run: the questions that make a configuration, and a look whether one could begin."""
