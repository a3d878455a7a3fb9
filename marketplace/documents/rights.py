"""Who may read a certificate: its kind names the permission, and the room of its owner finds what that is asked of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.documents.kinds import KINDS
from marketplace.documents.models import Certificate
from marketplace.documents.queries import by_slug
from marketplace.errors import NotFound
from marketplace.extensions import db
from marketplace.i18n import _
from marketplace.scenarios.models import Round, Scenario

Owners = Mapping[str, Callable[[Certificate], Any]]
"""What a room says: a kind of owner, and how to find the one of a certificate; None where it is gone."""


def _round(certificate: Certificate) -> Round | None:
    """An earlier round keeps its own answers after a relaunch."""
    query = select(Round).join(Round.scenario).where(Scenario.code == certificate.scenario_code)
    return db.session.scalar(query.where(Round.number == certificate.round_number))


def install(app: Flask, *rooms: Owners) -> None:
    """Let each room find its own owners."""
    owners: dict[str, Callable[[Certificate], Any]] = {"scenario": _round}
    for room in rooms:
        owners |= room
    app.extensions["certificate_owners"] = owners


def may_read(certificate: Certificate, person: Person | None = None) -> bool:
    """Whether the person (the one signed in, unless another is given) may read it."""
    permission = KINDS[certificate.kind].permission
    if permission == "public":
        return True
    owner = current_app.extensions["certificate_owners"][certificate.owner_kind](certificate)
    return owner is not None and may(permission, owner, person)


def readable(slug: str) -> Certificate:
    """The certificate, for someone who may read it.

    :raises NotFound: there is none, or it is not theirs: nobody learns which.
    """
    found = by_slug(slug)
    if found is None or not may_read(found):
        raise NotFound(_("没有这份文书。"))
    return found
