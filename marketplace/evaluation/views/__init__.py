"""The evaluation's pages."""

from marketplace.evaluation.views import calling, correcting, judging, objecting, releasing, scoring, supplementing
from marketplace.evaluation.views.door import bp

__all__ = ["bp", "calling", "correcting", "judging", "objecting", "releasing", "scoring", "supplementing"]
