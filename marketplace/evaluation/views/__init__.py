"""The evaluation's pages."""

from marketplace.evaluation.views import correcting, judging, objecting, scoring
from marketplace.evaluation.views.door import bp

__all__ = ["bp", "correcting", "judging", "objecting", "scoring"]
