"""Room: the example data, and the loader that plays it through the services as real people would."""
