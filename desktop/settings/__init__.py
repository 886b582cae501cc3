"""The settings page: how it looks, news of versions, and a person's own data."""
