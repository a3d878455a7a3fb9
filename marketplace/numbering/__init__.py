"""Numbers for whatever a room gives out: running without gaps in a year, or drawn at random where a number must tell nothing."""
