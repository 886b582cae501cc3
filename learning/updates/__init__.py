"""News of a new version: a signed note, looked for only when a person wants that. It never installs anything."""
