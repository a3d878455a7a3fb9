"""The room's pages."""

from marketplace.scoring.views import board, sheets
from marketplace.scoring.views.blueprint import bp

__all__ = ["board", "bp", "sheets"]
