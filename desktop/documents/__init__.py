"""Documents in the window: the list, the check before learning, and the text itself."""
