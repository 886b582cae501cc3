"""The web: searching and fetching, in a process of its own that starts on a click and ends with it."""
