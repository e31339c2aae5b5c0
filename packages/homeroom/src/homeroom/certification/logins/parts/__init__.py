"""The parts of a story: each plays a stretch of a scenario and tells what it saw; none judges."""
