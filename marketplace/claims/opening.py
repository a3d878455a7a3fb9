"""The opening (开榜) and what the scenario's moves do to its claims."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.audit import records
from marketplace.claims import checking, replacing
from marketplace.claims.decided import Opening
from marketplace.claims.models import Claim, ClaimMember, ClaimSubmission
from marketplace.claims.reminders import tell_lapsed
from marketplace.claims.service import carry
from marketplace.extensions import db
from marketplace.notifications import service as notifications
from marketplace.scenarios.models import Round


def claims_of(round_: Round, *which: ColumnElement[bool]) -> Sequence[Claim]:
    """The round's claims of which all this holds (`Claim.is_live`), by reference."""
    query = select(Claim).where(Claim.round_id == round_.id, *which).order_by(Claim.ref)
    return db.session.scalars(query).unique().all()


def opened_claims(round_: Round) -> Sequence[Claim]:
    """The claims that the opening unsealed."""
    return [claim for claim in claims_of(round_) if claim.is_opened]


def never_opened(round_: Round) -> list[str]:
    """References of the claims that stay sealed for ever; told once the round can open nothing more."""
    return [claim.ref for claim in claims_of(round_) if not claim.is_opened]


def count_submitted(round_: Round) -> int:
    """How many complete claims are in."""
    query = select(func.count()).select_from(Claim).where(Claim.round_id == round_.id, Claim.is_entered)
    return db.session.scalar(query) or 0


def keep_count(round_: Round) -> None:
    """How many complete claims came in to a round that opens none of them."""
    _decide(round_, clock.now(), unsealed=False, claims_count=count_submitted(round_), claimant_ids=[])


def stay_hidden(round_: Round, before: datetime, until: datetime | None = None) -> None:
    """The deadline moved, or the opening waits: mails that tell who claims stay hidden until then, by default until the
    deadline as it is now."""
    about = [round_.scenario.code, *(claim.ref for claim in claims_of(round_))]
    notifications.hide_longer(about=about, before=before, until=until or round_.deadline)


def last_submission(claim: Claim) -> ClaimSubmission:
    """The submission that counts: the last."""
    return claim.submissions[-1]


def open_round(round_: Round, now: datetime) -> list[dict[str, object]]:
    """Unseal every submitted claim; drafts lapse. Answers the record of the opening: receipts and their hashes."""
    record: list[dict[str, object]] = []
    parties: set[int] = set()
    for claim in claims_of(round_):
        if why := claim.state_row.unopened_because:
            carry(claim, "lapse", actor=None, reason=str(why))
            tell_lapsed(claim)
        elif claim.is_entered:
            _open(claim, now)
            parties |= claim.member_ids
            last = last_submission(claim)
            record.append(_recorded(claim, last))
    _decide(round_, now, unsealed=True, claims_count=len(record), claimant_ids=sorted(parties))
    return record


def _decide(round_: Round, at: datetime, **what: Any) -> None:
    db.session.add(Opening(round=round_, at=at, **what))
    db.session.flush()


def _recorded(claim: Claim, last: ClaimSubmission) -> dict[str, object]:
    """What the record says of one claim: `files` were checked, unless the submission that registers them is damaged."""
    checked = 0 if claim.damaged else len(checking.attachments_in(claim.opened_body or {}))
    return {
        "claim": claim.ref,
        "receipt": last.receipt,
        "sha256": last.sha256,
        "damaged": claim.damaged,
        "files": checked,
        "damaged_files": len(claim.damaged_files),
    }


def _open(claim: Claim, now: datetime) -> None:
    claim.opened_at = now
    parts: list[records.Recorded] = [*claim.submissions, *claim.members]
    if claim.replacement:
        parts.append(claim.replacement)
    for part in parts:
        records.note(part)  # the first event that may name them is the opening's
    checked = checking.check(last_submission(claim))
    if checked.content is None:
        claim.damaged, claim.opened_body = True, {}
    else:
        take_in(claim, checked.content, checked.damaged_files)
    if claim.damaged or claim.damaged_files:
        replacing.offer(claim, now)


def take_in(claim: Claim, content: dict[str, Any], damaged_files: Sequence[str]) -> None:
    """What was submitted, in clear from now on; the consortium is the one that stood in it."""
    claim.damaged, claim.opened_body, claim.damaged_files = False, content["claim"], list(damaged_files)
    restore_members(claim, content["members"])


def restore_members(claim: Claim, members: list[dict[str, object]]) -> None:
    """The consortium is the one that was submitted, whatever an unfinished revision did to it since."""
    now_named = [(m.organisation.code, m.role, m.share_pct) for m in claim.members]
    if now_named == [(m["organisation"], m["role"], Decimal(str(m["share_pct"]))) for m in members]:
        return
    claim.members.clear()
    db.session.flush()
    for row in members:
        organisation = accounts.organisation_by_name(str(row["organisation"]))
        if organisation:
            confirmed = datetime.fromisoformat(str(row["confirmed_at"])) if row["confirmed_at"] else None
            claim.members.append(
                ClaimMember(
                    organisation_id=organisation.id,
                    role=str(row["role"]),
                    share_pct=Decimal(str(row["share_pct"])),
                    confirmed_at=confirmed,
                )
            )
    db.session.flush()


def ask_to_confirm(round_: Round, *, actor: Person, publication: str) -> list[Claim]:
    """A material change was published: submitted claims wait until their lead confirms or revises them."""
    asked = list(claims_of(round_, Claim.is_entered))
    for claim in asked:
        carry(claim, "unsettle", actor=actor, reason=publication)
        claim.amended_by = publication
    return asked


def lapse_all(round_: Round, *, actor: Person | None, reason: str) -> list[Claim]:
    """Every live claim lapses with its scenario; what was never opened stays sealed for ever."""
    live = list(claims_of(round_, Claim.is_live))
    for claim in live:
        carry(claim, "lapse", actor=actor, reason=reason)
    return live


def eligible_claims(round_: Round) -> list[Claim]:
    """The opened claims found eligible and still in the contest."""
    return [claim for claim in opened_claims(round_) if claim.is_eligible]


def opened_refs(round_: Round) -> set[str]:
    """The references of the round's opened claims."""
    return {claim.ref for claim in opened_claims(round_)}


def claims_to_judge(round_: Round) -> list[Claim]:
    """The opened claims that experts score, by reference; none before the opening."""
    return [claim for claim in opened_claims(round_) if not claim.is_ineligible]


def opened_by_round(round_ids: Collection[int]) -> dict[int, list[Claim]]:
    """The opened claims of these rounds, each round's by reference."""
    query = select(Claim).where(Claim.round_id.in_(list(round_ids)), Claim.opened_at.is_not(None)).order_by(Claim.ref)
    found: dict[int, list[Claim]] = {}
    for claim in db.session.scalars(query).unique() if round_ids else ():
        found.setdefault(claim.round_id, []).append(claim)
    return found
