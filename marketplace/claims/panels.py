"""What rooms above put onto a claim's page: this room cannot ask them, so they leave a function here."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import Flask, current_app
from markupsafe import Markup

from marketplace.claims.models import Claim

Panel = Callable[[Claim], str]
"""Draws a part of the page for the person who is signed in; an empty text where there is nothing to say."""


def install(app: Flask, panels: Sequence[Panel]) -> None:
    """Put these onto every claim's page."""
    app.extensions["claim_panels"] = tuple(panels)


def drawn(claim: Claim) -> list[Markup]:
    """What there is to say of this claim."""
    return [Markup(text) for panel in current_app.extensions["claim_panels"] if (text := panel(claim))]
