"""Messages: written to the outbox in the transaction that promises them, sent at least once, seen once."""
