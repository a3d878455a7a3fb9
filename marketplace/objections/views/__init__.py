"""The room's pages."""

from marketplace.objections.views import answering, calling, objecting
from marketplace.objections.views.blueprint import bp

__all__ = ["answering", "bp", "calling", "objecting"]
