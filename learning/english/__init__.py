"""Plain English for rules: word classes, light parsing, change of person. Knows no lessons and no models."""
