"""The room's pages."""

from marketplace.panel.views import experts, releasing, supplementing
from marketplace.panel.views.blueprint import bp

__all__ = ["bp", "experts", "releasing", "supplementing"]
