"""Words of change in five languages: what a message says is no longer so. Knows texts and tables, no models."""
