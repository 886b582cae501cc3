"""The page of models: what is here, what can be had, and whether it fits."""
