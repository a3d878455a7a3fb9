"""The evaluation's pages."""

from marketplace.evaluation.views import judging, objecting, scoring
from marketplace.evaluation.views.door import bp

__all__ = ["bp", "judging", "objecting", "scoring"]
