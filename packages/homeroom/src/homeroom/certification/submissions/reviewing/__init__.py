"""What a reviewer sees: what waits, one submission with its evidence, and her decisions."""
