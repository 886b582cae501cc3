"""The window: what people see and touch."""
