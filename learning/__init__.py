"""What to teach, from what, how it went, and where it is kept. Knows no pixels and no tensors."""
