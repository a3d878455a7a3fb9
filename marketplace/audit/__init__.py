"""Append-only, hash-chained events: who did what to what, when and why."""
