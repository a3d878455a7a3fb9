"""Issue a certificate: number it, freeze it, hash it. Printing comes later, when somebody asks for it."""

from __future__ import annotations

import secrets
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.audit import service as audit
from marketplace.documents.blocks import Paper
from marketplace.documents.kinds import KINDS, LETTER_SERIES, LETTER_SLUG, Kind
from marketplace.documents.lines import title_lines
from marketplace.documents.models import Certificate
from marketplace.extensions import unit_of_work
from marketplace.i18n import _, _l
from marketplace.numbering.service import next_number
from marketplace.settings import wordings
from marketplace.sheets.canonical import sha256


def _numbered(kind: Kind, number: str | None) -> tuple[str, str]:
    """The number, and how addresses write it. Only red-headed documents count in a running series: what exists before
    a deadline takes the number of the thing that it certifies, so that no number tells how many claims there are."""
    if kind.red_head and number is None:
        year = clock.today().year
        running = next_number(LETTER_SERIES, year)
        return f"{wordings.in_force('letter_series')}〔{year}〕{running}号", f"{LETTER_SLUG}-{year}-{running}"
    if number is None:
        raise ValueError(f"a {kind.id} needs a number")
    return f"{kind.label} {number}" if kind.labelled else number, f"{kind.slug}-{number}"


def office_name() -> str:
    """The name under which the office issues: the signatory that was set, else what the office is called."""
    if signatory := wordings.in_force("signatory"):
        return signatory
    office = accounts.the_office()
    return office.name if office else str(_("区城市办"))


def issue(
    *,
    kind: str,
    paper: Paper,
    scenario_code: str,
    round_number: int | None,
    owner_kind: str,
    owner_ref: str,
    by: audit.Actor | None,
    number: str | None = None,
    slug: str = "",
    issuer: str = "",
) -> Certificate:
    """Issue a document in the open transaction; `by` is None where the clock issues it. The office issues it, unless
    another `issuer` is named; `slug` is how addresses write a number that is given."""
    with unit_of_work() as session:
        row, now = KINDS[kind], clock.now()
        full_number, usual_slug = _numbered(row, number)
        certificate = Certificate(
            kind=kind,
            number=full_number,
            slug=slug or usual_slug,
            scenario_code=scenario_code,
            round_number=round_number,
            owner_kind=owner_kind,
            owner_ref=owner_ref,
            issued_at=now,
            issued_by_id=by.id if by else None,
        )
        certificate.content = _content(certificate, row, paper, issuer or office_name())
        certificate.sha256 = sha256(certificate.content)
        session.add(certificate)
        session.flush()
        audit.append(
            actor=by,
            action="issue_certificate",
            label=_l("出具%(kind)s", kind=row.label),
            subject_kind="certificate",
            subject_ref=certificate.slug,
            round_number=round_number,
            data={"number": full_number, "sha256": certificate.sha256, "scenario": scenario_code},
        )
    return certificate


def _content(certificate: Certificate, kind: Kind, paper: Paper, issuer: str) -> dict[str, Any]:
    salt = {"salt": secrets.token_hex(16)} if kind.salted else {}
    return salt | {
        "kind": kind.id,
        "number": certificate.number,
        "scenario": certificate.scenario_code,
        "round": certificate.round_number,
        "issuer": issuer,
        "issued_at": certificate.issued_at.astimezone(clock.SHANGHAI).replace(microsecond=0).isoformat(),
        "title": paper.title,
        "lines": title_lines(paper.phrases),
        "addressee": paper.addressee,
        "blocks": list(paper.blocks),
        "signatures": list(paper.signatures),
        "copies": list(paper.copies),
        "facts": [[str(label), str(value)] for label, value in paper.facts],
    }
