"""A busy machine must not fail a property for being slow: no deadline per example."""

from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")
