"""The scenario, its rounds, and its review: comments, criteria."""
