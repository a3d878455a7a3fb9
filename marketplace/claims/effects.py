"""What a claim's own moves bring about: the frozen submission and its receipt, the seat, the messages."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.claims import leaving, papers, presenting, seats, vault
from marketplace.claims.models import Claim, ClaimSubmission, ClaimWithdrawal
from marketplace.extensions import db
from marketplace.furniture.times import moment_with_zone
from marketplace.i18n import _
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
    papers.issue_receipt(row, by=move.person)
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
    _tell(claim, accounts.active_people(claim.member_ids, ("clerk", "lead")), key=key, title=title, body=body)


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
    papers.issue_receipt(row, by=move.person)
    _tell_consortium(
        claim,
        key=f"withdrawn/{claim.ref}",
        title=_("揭榜申请 %(ref)s 已撤回，回执 %(n)s", ref=claim.ref, n=row.receipt),
        body=_(
            "《%(title)s》的揭榜申请 %(ref)s 已撤回，不会开榜，也不参加评榜，此前的提交回执作废。\n"
            "回执号：%(receipt)s\n服务器时间：%(at)s\nSHA-256：%(sha)s\n"
            "截止前各单位都可以重新揭榜，截止时间为 %(deadline)s。",
            title=claim.scenario.public_title,
            ref=claim.ref,
            receipt=row.receipt,
            at=moment_with_zone(row.at),
            sha=row.sha256,
            deadline=moment_with_zone(claim.round.deadline),
        ),
    )


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
    publication, claim.amended_by = claim.amended_by, ""
    _tell_consortium(
        claim,
        key=f"confirmed/{claim.ref}/{publication}",
        title=_("揭榜申请 %(ref)s 已确认继续有效", ref=claim.ref),
        body=_(
            "变更公告 %(number)s 之后，牵头单位确认《%(title)s》的揭榜申请 %(ref)s 继续有效，原回执不变。"
            "%(deadline)s 前仍可以修改后再次提交，或者撤回。",
            number=publication,
            title=claim.scenario.public_title,
            ref=claim.ref,
            deadline=moment_with_zone(claim.round.deadline),
        ),
    )


def leave_consortium(move: Move) -> None:
    """A member is out: it reads nothing from now, its seat is free, and a claim that counted on it does not count."""
    claim: Claim = move.subject
    everyone = accounts.active_people({*claim.member_ids, move.person.organisation_id}, ("clerk", "lead"))
    if leaving.is_bound(claim, move.person.organisation_id):
        leaving.note_departure(claim, move.person.organisation_id, move.now)
    for member in claim.standing_members:
        if member.organisation_id == move.person.organisation_id:
            member.left_at = move.now
    void = move.source != "draft" and move.row.target == "draft"
    if void:
        claim.submitted_revision, claim.amended_by = None, ""
    seats.keep_seats(claim)
    consequence = (
        _("这份申请回到草稿，此前的提交不再有效；请牵头单位调整成员和份额，各成员重新确认后再次提交。")
        if void
        else _("请牵头单位调整成员和份额，再请各成员确认。")
    )
    body = _(
        "%(name)s退出《%(title)s》揭榜申请 %(ref)s 的联合体。%(consequence)s揭榜截止：%(deadline)s。",
        name=move.person.organisation.name,
        title=claim.scenario.public_title,
        ref=claim.ref,
        consequence=consequence,
        deadline=moment_with_zone(claim.round.deadline),
    )
    key = f"left/{claim.ref}/{claim.revision}"
    _tell(claim, everyone, key=key, title=_("联合体成员退出：%(ref)s", ref=claim.ref), body=body)


def ask_members(claim: Claim) -> None:
    """Ask each named member that was not asked yet to confirm; the lead saved who takes part."""
    for member in claim.standing_members:
        if member.asked_at is not None or member.confirmed_at is not None:
            continue
        member.asked_at = clock.now()
        _tell(
            claim,
            accounts.active_people([member.organisation_id], ("clerk", "lead")),
            key=f"asked/{claim.ref}/{claim.document_revision}",
            title=_("请确认加入联合体：%(title)s", title=claim.scenario.public_title),
            body=_(
                "%(lead)s请你单位加入《%(title)s》的揭榜联合体，份额 %(share)s%%。请负责人在 %(deadline)s 前登录确认；"
                "确认后可以查看整份申请。不参加的，可以在同一页面退出。",
                lead=claim.lead_organisation.name,
                title=claim.scenario.public_title,
                share=f"{member.share_pct.normalize():f}",
                deadline=moment_with_zone(claim.round.deadline),
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
    by = moment_with_zone(claim.round.deadline)
    _tell_consortium(
        claim,
        key=f"member/{claim.ref}/{move.person.organisation_id}/{claim.document_revision}",
        title=_("联合体成员已确认：%(name)s", name=move.person.organisation.name),
        body=_(
            "%(name)s已确认加入《%(title)s》的揭榜申请 %(ref)s。%(rest)s",
            name=move.person.organisation.name,
            title=claim.scenario.public_title,
            ref=claim.ref,
            rest=_("还在等待：%(names)s；请其负责人在 %(by)s 前确认。", names="、".join(waiting), by=by)
            if waiting
            else _("各成员都已确认；请牵头单位负责人在 %(by)s 前提交，其他单位不用办理。", by=by),
        ),
    )


EFFECTS: dict[str, Callable[[Move], None]] = {
    "present": presenting.present,
    "submit": freeze_submission,
    "confirm": keep_submission,
    "withdraw": withdraw_claim,
    "confirm_membership": take_seat,
    "leave": leave_consortium,
}
