"""What was registered of a scenario beside its rounds: versions, certificates, vettings, comments, achievements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.sql import ColumnElement

from marketplace.archive import attachments
from marketplace.archive.entries import Entry, document
from marketplace.archive.register import Register
from marketplace.audit.records import Recorded
from marketplace.claims.opening import opened_claims
from marketplace.documents.models import Certificate, CertificateFile
from marketplace.extensions import db
from marketplace.publications import service as publications
from marketplace.scenarios.models import Scenario, SectionComment
from marketplace.supervision.models import Achievement, Endorsement

Row = TypeVar("Row", bound=Recorded)


def tables(scenario: Scenario, papers: Sequence[Certificate], register: Register) -> Iterator[Entry]:
    """The tables as one document, and the evidence that the achievements name."""
    refs = [claim.ref for round_ in scenario.rounds for claim in opened_claims(round_)]
    achievements = _all(Achievement, Achievement.scenario_id == scenario.id)
    value = {
        "publications": register.rows(publications.versions(scenario)),
        "certificates": register.rows(papers),
        "printed": register.rows(_all(CertificateFile, CertificateFile.certificate_id.in_([row.id for row in papers]))),
        "vettings": register.rows(scenario.vettings),
        "comments": register.rows(_all(SectionComment, SectionComment.scenario_id == scenario.id)),
        "endorsements": register.rows(_all(Endorsement, Endorsement.document_ref.in_(refs))),
        "achievements": register.rows(achievements),
    }
    yield document("records.json", scenario.state_since, value)
    ids = [one["id"] for row in achievements for one in row.evidence]
    yield from attachments.entries("evidence", attachments.stored(ids))


def _all(model: type[Row], which: ColumnElement[bool]) -> Sequence[Row]:
    return db.session.scalars(select(model).where(which).order_by(inspect(model).primary_key[0])).all()
