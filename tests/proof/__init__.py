"""The proof: many people at once, on both databases, in machines that try everything and in races on the real server."""
