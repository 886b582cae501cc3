"""Skills as files: one `.ingrain` file leaves, and what comes back is looked at behind walls before it is installed."""
