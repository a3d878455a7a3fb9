"""A round's evaluation: who judged and how they came to it, every score with its reason, corrections, notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from marketplace.archive import attachments
from marketplace.archive.contest import ended
from marketplace.archive.entries import Entry, document
from marketplace.archive.register import Register
from marketplace.archive.standalone.verifying.shapes import named
from marketplace.claims.models import Claim
from marketplace.corrections.models import Correction
from marketplace.extensions import db
from marketplace.objections.models import Notice
from marketplace.panel import queries as panel_queries
from marketplace.panel.models import Draw
from marketplace.scenarios.models import Round
from marketplace.scoring import queries as scoring_queries


def evaluation(round_: Round, folder: str, register: Register) -> Iterator[Entry]:
    """Everything between the opening and the end of the round; nothing where it was never opened."""
    if round_.opened_claims_at is None:
        return
    seats, draws = panel_queries.assignments(round_), panel_queries.draws(round_)
    sheets = [sheet for sheet in scoring_queries.sheets(round_) if sheet.locked_at]  # others were never handed in
    query = select(Correction).join(Claim).where(Claim.round_id == round_.id).order_by(Correction.id)
    corrections = db.session.scalars(query).all()
    query_of_notices = select(Notice).where(Notice.round_id == round_.id).order_by(Notice.id)
    notices = register.rows(db.session.scalars(query_of_notices).all())
    yield document(
        f"{folder}/evaluation.json",
        ended(round_),
        {
            "experts": register.rows(seats),
            "corrections": register.rows(corrections),
            "sheets": register.rows(sheets),
            "notices": notices,
        },
    )
    yield from _draw_files(draws, folder, register)
    yield from attachments.entries(f"{folder}/notices", attachments.stored(one["id"] for one in named(notices)))
    ids = [one["id"] for row in corrections for one in row.files]
    yield from attachments.entries(f"{folder}/corrections", attachments.stored(ids))


def _draw_files(draws: Sequence[Draw], folder: str, register: Register) -> Iterator[Entry]:
    """Each draw as it can be played again."""
    for number, one in enumerate(draws, 1):
        yield document(f"{folder}/draws/{number}.json", one.at, register.row(one))
