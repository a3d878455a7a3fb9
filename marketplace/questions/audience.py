"""Whom a released answer reaches beside its asker: rooms above know who takes part, so they leave a function here."""

from __future__ import annotations

from collections.abc import Callable, Collection

from flask import Flask, current_app

from marketplace.scenarios.models import Round

Audience = Callable[[Round], Collection[int]]
"""Ids of the organisations that take part in a round. Before the deadline they are nobody's to see."""


def install(app: Flask, audience: Audience) -> None:
    """Let this say who takes part."""
    app.extensions["question_audience"] = audience


def participants(round_: Round) -> Collection[int]:
    """The organisations that take part in the round."""
    audience: Audience = current_app.extensions["question_audience"]
    return audience(round_)
