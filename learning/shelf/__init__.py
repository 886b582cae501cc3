"""The model shelf: models known, on disk and on the hub, what they need, and how they get here."""
