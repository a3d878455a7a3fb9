"""The room's pages."""

from marketplace.corrections.views import corrections, eligibility
from marketplace.corrections.views.blueprint import bp

__all__ = ["bp", "corrections", "eligibility"]
