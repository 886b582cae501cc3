"""The page that says which engine answers, and why."""
