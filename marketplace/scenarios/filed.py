"""What the scenario itself puts into the file of its contests: each round's terms, proposals to end it, vettings, comments."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.extensions import db
from marketplace.room import Filed
from marketplace.scenarios.models import EndProposal, EndProposalAnswer, Round, Scenario, SectionComment, Vetting


def _terms(round_: Round) -> list[Round]:
    return [round_]


def _proposals(round_: Round) -> Sequence[EndProposal]:
    query = select(EndProposal).where(EndProposal.round_id == round_.id).order_by(EndProposal.id)
    return db.session.scalars(query.options(selectinload(EndProposal.answers))).all()


def _answers(round_: Round) -> list[EndProposalAnswer]:
    return [answer for proposal in _proposals(round_) for answer in proposal.answers]


def _vettings(scenario: Scenario) -> list[Vetting]:
    return scenario.vettings


def _comments(scenario: Scenario) -> Sequence[SectionComment]:
    query = select(SectionComment).where(SectionComment.scenario_id == scenario.id).order_by(SectionComment.id)
    return db.session.scalars(query).all()


FILED = (
    Filed("round.json", _terms, alone=True, subject="round", refs=lambda one: [f"{one.scenario.code}/{one.number}"]),
    Filed("proposals.json", _proposals, "proposals", "proposals"),
    Filed("proposals.json", _answers, "answers"),
)
FILED_OF_SCENARIO = (Filed("records.json", _vettings, "vettings"), Filed("records.json", _comments, "comments"))
