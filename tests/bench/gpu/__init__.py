"""Everything worth knowing of a graphics card, in one run."""
