"""Engines that run a model. Imported only inside the engine process."""
