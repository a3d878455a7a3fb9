"""What a claim's own moves bring about: the frozen submission and its receipt, the seat, the messages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims import leaving, presenting, receipts, seats, vault
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import service as notifications
from marketplace.sheets.canonical import sha256
from marketplace.workflow import Move


def _content(claim: Claim, number: int, body: Mapping[str, object]) -> dict[str, object]:
    members = [
        {
            "organisation": m.organisation.code,
            "name": m.organisation.name,
            "role": m.role,
            "share_pct": m.share_pct,
            "confirmed_at": m.confirmed_at.astimezone(clock.SHANGHAI).isoformat() if m.confirmed_at else None,
        }
        for m in claim.standing_members
    ]
    return {
        "ref": claim.ref,
        "scenario": claim.scenario.code,
        "round": claim.round.number,
        "submission": number,
        "lead": claim.lead_organisation.code,
        "members": members,
        "claim": body,
    }


def freeze_submission(move: Move) -> None:
    """Seal what is submitted, with a salt, and give the receipt."""
    claim: Claim = move.subject
    number = claim.submissions_count + 1
    reader = presenting.reader_of(claim, move.person) or move.person
    body = vault.body(claim, reader)
    salted = {"salt": secrets.token_hex(16), "content": _content(claim, number, body)}
    sealed, digest = vault.seal_submission(claim, number, salted, reader)
    files = [item["id"] for item in (body.get("attachments") or {}).get("attachments") or []]
    row = ClaimSubmission(
        claim=claim,
        number=number,
        at=move.now,
        by_id=move.person.id,
        document_revision=claim.document_revision,
        sealed_content=sealed,
        sha256=digest,
        files=files,
        member_ids=sorted(claim.member_ids),
    )
    claim.submissions_count, claim.submitted_revision, claim.amended_by = number, claim.document_revision, ""
    db.session.add(row)
    db.session.flush()
    seats.keep_seats(claim)
    receipts.issue_receipt(row, by=move.person)
    move.told |= {
        "receipt": row.receipt,
        "at": kept.moment_with_zone(row.at),
        "sha256": row.sha256,
        "void": _voids(number),
    }


def _voids(number: int) -> str:
    return _l("此前第 %(n)d 次提交的回执作废。\n", n=number - 1) if number > 1 else ""


def _tell(claim: Claim, people: Iterable[Person], *, key: str, title: str, body: str) -> None:
    """Tell each once; lists hide it until the deadline."""
    for person in people:
        notifications.tell(
            person,
            key=key,
            title=title,
            body=body,
            link=f"/desk/claims/{claim.ref}/",
            masked_until=claim.round.deadline,
        )


def withdraw_claim(move: Move) -> None:
    """A withdrawn claim frees its organisations for another, and gives a receipt."""
    claim: Claim = move.subject
    with db.session.no_autoflush:  # the row is whole only with its hash
        row = ClaimWithdrawal(claim=claim, at=move.now, by_id=move.person.id, salt=secrets.token_hex(16))
        row.sha256 = sha256(withdrawn_content(row))
    db.session.add(row)
    claim.submitted_revision, claim.amended_by = None, ""
    seats.free(claim)
    db.session.flush()
    receipts.issue_receipt(row, by=move.person)
    move.told |= {"receipt": row.receipt, "at": kept.moment_with_zone(row.at), "sha256": row.sha256}


def withdrawn_content(row: ClaimWithdrawal) -> dict[str, object]:
    """What the hash of a withdrawal's receipt is taken over: the holder downloads exactly this."""
    claim = row.claim
    return {
        "salt": row.salt,
        "withdrawal": {
            "ref": claim.ref,
            "scenario": claim.scenario.code,
            "round": claim.round.number,
            "at": row.at.astimezone(clock.SHANGHAI).isoformat(),
            "voids": [one.receipt for one in claim.submissions],
        },
    }


def keep_submission(move: Move) -> None:
    """Confirmed as it was submitted: the receipt stays what it was."""
    claim: Claim = move.subject
    move.told["publication"], claim.amended_by = claim.amended_by, ""


def leave_consortium(move: Move) -> None:
    """A member is out: it reads nothing from now, its seat is free, and a claim that counted on it does not count."""
    claim: Claim = move.subject
    if leaving.is_bound(claim, move.person.organisation_id):
        leaving.note_departure(claim, move.person.organisation_id, move.now)
    for member in claim.standing_members:
        if member.organisation_id == move.person.organisation_id:
            member.left_at = move.now
    void = move.row.target != move.source
    if void:
        claim.submitted_revision, claim.amended_by = None, ""
    seats.keep_seats(claim)


def ask_members(claim: Claim) -> None:
    """Ask each named member that was not asked yet to confirm; the lead saved who takes part."""
    for member in claim.standing_members:
        if member.asked_at is not None or member.confirmed_at is not None:
            continue
        member.asked_at = clock.now()
        _tell(
            claim,
            accounts.active_people([member.organisation_id], Person.writes),
            key=f"asked/{claim.ref}/{claim.document_revision}",
            title=_l("请确认加入联合体：%(title)s", title=claim.scenario.public_title),
            body=_l(
                "%(lead)s请你单位加入《%(title)s》的揭榜联合体，份额 %(share)s%%。请负责人在 %(deadline)s 前登录确认；"
                "确认后可以查看整份申请。不参加的，可以在同一页面退出。",
                lead=claim.lead_organisation.name,
                title=claim.scenario.public_title,
                share=f"{member.share_pct.normalize():f}",
                deadline=kept.moment_with_zone(claim.round.deadline),
            ),
        )


def take_seat(move: Move) -> None:
    """A confirmed member has its place in the round."""
    claim: Claim = move.subject
    for member in claim.standing_members:
        if member.organisation_id == move.person.organisation_id:
            member.confirmed_at, member.confirmed_by_id = move.now, move.person.id
    seats.take(claim, move.person.organisation_id)
    waiting = [m.organisation.name for m in claim.standing_members if m.confirmed_at is None]
    by = kept.moment_with_zone(claim.round.deadline)
    move.told["rest"] = (
        _l("还在等待：%(names)s；请其负责人在 %(by)s 前确认。", names=kept.listed(waiting), by=by)
        if waiting
        else _l("各成员都已确认；请牵头单位负责人在 %(by)s 前提交，其他单位不用办理。", by=by)
    )
