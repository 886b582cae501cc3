"""The page that searches the web on a click, and lets a person choose which pages are read."""
