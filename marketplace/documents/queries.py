"""Lists of certificates, without their contents."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import defer

from marketplace.documents.kinds import KINDS, PROMOTION, PUBLIC_KINDS, Kind
from marketplace.documents.models import Certificate, CertificateFile
from marketplace.extensions import db
from marketplace.scenarios.models import Scenario


def _list() -> Select[Certificate]:
    return select(Certificate).options(defer(Certificate.content))


def kind_of(certificate: Certificate) -> Kind:
    """The row of its kind."""
    return KINDS[certificate.kind]


def of_scenario(code: str) -> Sequence[Certificate]:
    """Everything issued for a scenario, oldest first; who may read which is not asked here."""
    return db.session.scalars(_list().where(Certificate.scenario_code == code).order_by(Certificate.id)).all()


def public_of(code: str) -> Sequence[Certificate]:
    """What everybody may read of a scenario's certificates, oldest first."""
    query = _list().where(Certificate.scenario_code == code, Certificate.kind.in_(PUBLIC_KINDS))
    return db.session.scalars(query.order_by(Certificate.id)).all()


def of_round(code: str, round_number: int) -> Sequence[Certificate]:
    """What was issued for a round as a whole, oldest first: nothing that belongs to one claim."""
    query = _list().where(
        Certificate.scenario_code == code,
        Certificate.round_number == round_number,
        Certificate.owner_kind == "scenario",
    )
    return db.session.scalars(query.order_by(Certificate.id)).all()


def of_owner(kind: str, ref: str) -> Sequence[Certificate]:
    """What was issued to one claim, or to one of another kind of owner, oldest first."""
    query = _list().where(Certificate.owner_kind == kind, Certificate.owner_ref == ref)
    return db.session.scalars(query.order_by(Certificate.id)).all()


def newest_public(most: int) -> list[tuple[Certificate, str]]:
    """The certificates that everybody may read with the titles of their scenarios, the newest first; those that are a
    publication's own paper stand in the list of publications."""
    query = (
        select(Certificate, Scenario.public_title)
        .join(Scenario, Scenario.code == Certificate.scenario_code)
        .options(defer(Certificate.content))
        .where(Certificate.kind.in_(PUBLIC_KINDS - {PROMOTION}))
    )
    return [(row, title) for row, title in db.session.execute(query.order_by(Certificate.id.desc()).limit(most))]


def count_of(kind: str, code: str, round_number: int) -> int:
    """How many of a kind a round has."""
    query = (
        select(func.count())
        .select_from(Certificate)
        .where(Certificate.scenario_code == code, Certificate.round_number == round_number, Certificate.kind == kind)
    )
    return db.session.scalar(query) or 0


def by_slug(slug: str) -> Certificate | None:
    """The certificate of that number, as addresses write it."""
    known = slug.isascii() and len(slug) <= 60
    return db.session.scalar(select(Certificate).where(Certificate.slug == slug)) if known else None


def by_hash(sha256: str) -> tuple[Certificate, str] | None:
    """The certificate whose content or printed form has this hash, and which of them: empty, `pdf` or `docx`."""
    found = db.session.scalar(_list().where(Certificate.sha256 == sha256).order_by(Certificate.id).limit(1))
    if found is not None:
        return found, ""
    query = select(CertificateFile.certificate_id, CertificateFile.format).where(CertificateFile.sha256 == sha256)
    row = db.session.execute(query.limit(1)).first()
    return (db.session.get_one(Certificate, row.certificate_id), row.format) if row else None


def printed_of(rows: Collection[Certificate]) -> Sequence[CertificateFile]:
    """All printed forms of these certificates."""
    mine = CertificateFile.certificate_id.in_([row.id for row in rows])
    return db.session.scalars(select(CertificateFile).where(mine).order_by(CertificateFile.id)).all()


def printed(certificate: Certificate, form: str) -> CertificateFile | None:
    """The stored printed form; None before the first printing."""
    query = select(CertificateFile).where(
        CertificateFile.certificate_id == certificate.id, CertificateFile.format == form
    )
    return db.session.scalar(query)


def newest_of(kind: str, code: str, round_number: int) -> Certificate | None:
    """The newest certificate of a kind in a round; None before the first."""
    query = _list().where(
        Certificate.scenario_code == code, Certificate.round_number == round_number, Certificate.kind == kind
    )
    return db.session.scalar(query.order_by(Certificate.id.desc()).limit(1))
