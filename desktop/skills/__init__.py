"""Skills as people see them: the pane, the list and the page of one skill."""
