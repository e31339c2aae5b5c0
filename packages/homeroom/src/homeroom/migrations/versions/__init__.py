"""The revisions, oldest first by number; none is changed once it was released."""
