"""What a claim's own moves bring about: the frozen submission and its receipt, the seat, the messages."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.claims import seats, vault
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.extensions import db
from marketplace.furniture.times import moment_with_zone
from marketplace.i18n import _
from marketplace.notifications import service as notifications
from marketplace.workflow import Move


def _content(claim: Claim, number: int) -> dict[str, object]:
    body = vault.body(claim)
    members = [
        {
            "organisation": m.organisation.code,
            "name": m.organisation.name,
            "role": m.role,
            "share_pct": m.share_pct,
            "confirmed_at": m.confirmed_at.astimezone(clock.SHANGHAI).isoformat() if m.confirmed_at else None,
        }
        for m in claim.members
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
    salted = {"salt": secrets.token_hex(16), "content": _content(claim, number)}
    sealed, digest = vault.seal_submission(claim, number, salted)
    files = [item["id"] for item in (vault.body(claim).get("attachments") or {}).get("attachments") or []]
    row = ClaimSubmission(
        claim=claim,
        number=number,
        at=move.now,
        by_id=move.person.id,
        document_revision=claim.document_revision,
        sealed_content=sealed,
        sha256=digest,
        files=files,
    )
    claim.submissions_count, claim.submitted_revision = number, claim.document_revision
    db.session.add(row)
    db.session.flush()
    seats.keep_seats(claim, set())
    _send_receipt(claim, row)


def _send_receipt(claim: Claim, row: ClaimSubmission) -> None:
    deadline = moment_with_zone(claim.round.deadline)
    void = _("此前第 %(n)d 次提交的回执作废。", n=row.number - 1) + "\n" if row.number > 1 else ""
    body = _(
        "《%(title)s》的揭榜申请 %(ref)s 已提交(密封)。\n"
        "回执号：%(receipt)s\n服务器时间：%(at)s\nSHA-256：%(sha)s\n%(void)s"
        "揭榜截止：%(deadline)s。截止前可以登录修改后再次提交，以最后一次完整提交为准；也可以撤回。",
        title=claim.scenario.public_title,
        ref=claim.ref,
        receipt=row.receipt,
        at=moment_with_zone(row.at),
        sha=row.sha256,
        void=void,
        deadline=deadline,
    )
    _tell_consortium(
        claim, key=f"receipt/{row.receipt}", title=_("揭榜申请已提交(密封)，回执 %(n)s", n=row.receipt), body=body
    )


def _tell_consortium(claim: Claim, *, key: str, title: str, body: str) -> None:
    for person in accounts.active_people(claim.member_ids, ("clerk", "lead")):
        notifications.tell(
            person,
            key=key,
            title=title,
            body=body,
            link=f"/desk/claims/{claim.ref}/",
            masked_until=claim.round.deadline,
        )


def free_seats(move: Move) -> None:
    """A withdrawn claim frees its organisations for another."""
    seats.free(move.subject)
    _tell_consortium(
        move.subject,
        key=f"withdrawn/{move.subject.ref}",
        title=_("揭榜申请 %(ref)s 已撤回", ref=move.subject.ref),
        body=_("%(ref)s 已撤回，不会开榜，也不参加评榜。本单位可以重新揭榜。", ref=move.subject.ref),
    )


def take_seat(move: Move) -> None:
    """A confirmed member has its place in the round."""
    claim: Claim = move.subject
    for member in claim.members:
        if member.organisation_id == move.person.organisation_id:
            member.confirmed_at, member.confirmed_by_id = move.now, move.person.id
    seats.take(claim, move.person.organisation_id)
    for person in accounts.active_people([claim.lead_organisation_id], ("clerk", "lead")):
        notifications.tell(
            person,
            key=f"member/{claim.ref}/{move.person.organisation_id}/{claim.document_revision}",
            title=_("联合体成员已确认"),
            link=f"/desk/claims/{claim.ref}/",
            masked_until=claim.round.deadline,
            body=_("%(name)s已确认加入申请 %(ref)s。", name=move.person.organisation.name, ref=claim.ref),
        )


EFFECTS: dict[str, Callable[[Move], None]] = {
    "submit": freeze_submission,
    "withdraw": free_seats,
    "confirm_membership": take_seat,
}
