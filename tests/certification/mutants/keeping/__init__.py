"""What is kept: archives, restores, progress, hand edits."""
