"""An application's own ids, matched with those of a district that it is connected to."""
