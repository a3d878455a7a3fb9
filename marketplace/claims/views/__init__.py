"""The claim's pages."""

from marketplace.claims.views import acts, overview, receipts, replacing, sections
from marketplace.claims.views.blueprint import bp

__all__ = ["acts", "bp", "overview", "receipts", "replacing", "sections"]
