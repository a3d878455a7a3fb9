"""Operating models and return mechanisms explained to whoever reads, and the guided choice of a model."""
