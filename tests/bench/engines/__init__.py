"""The engines beside the libraries they stand on."""
