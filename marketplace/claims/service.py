"""Write a claim: start it, save its sections, move it. Until the deadline only its own people can."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.orm import lazyload
from sqlalchemy.orm.attributes import set_committed_value

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise, may, why_not
from marketplace.acts import Kind
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.audit import service as audit
from marketplace.claims import leaving, partners, seats, vault
from marketplace.claims.effects import ask_members
from marketplace.claims.models import Claim, ClaimMember, ClaimRevision, ClaimSubmission, Seat
from marketplace.claims.sheet import CLAIM
from marketplace.claims.states import FIRST
from marketplace.claims.workflow import CLAIM_TABLE, deadline_passed
from marketplace.errors import DeadlinePassed, Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import kept, times
from marketplace.i18n import _, _l
from marketplace.numbering.service import free_number
from marketplace.people import standing
from marketplace.plans.service import AUTOSAVE_SPAN
from marketplace.publications import service as publications
from marketplace.scenarios.models import Scenario
from marketplace.sheets import Bound
from marketplace.workflow import Move

MOST_REFS = 9999
REF = re.compile(r"JB-[0-9]{4}-[0-9]{4,9}")
"""What a reference looks like; anything else is never asked of the database."""


def claim_by_ref(ref: str) -> Claim:
    """The claim.

    :raises NotFound: there is none of that reference.
    """
    found = _claim_with_parts(ref) if REF.fullmatch(ref) else None
    if found is None:
        raise NotFound(_("没有这份揭榜申请。"))
    return found


def _claim_with_parts(ref: str) -> Claim | None:
    """The claim with its members and submissions, on which every permission rests. The same is asked of the database
    whether there is one or not, so that no time tells which references are taken."""
    of_it = Claim.ref == ref
    found = db.session.scalar(select(Claim).options(lazyload(Claim.members)).where(of_it))
    members = select(ClaimMember).join(ClaimMember.claim).where(of_it).order_by(ClaimMember.id)
    submissions = select(ClaimSubmission).join(ClaimSubmission.claim).where(of_it).order_by(ClaimSubmission.number)
    parts = {"members": list(db.session.scalars(members)), "submissions": list(db.session.scalars(submissions))}
    if found is not None:
        for name in inspect(found).unloaded & set(parts):
            set_committed_value(found, name, parts[name])
    return found


def random_ref(year: int) -> str:
    """A free reference drawn at random, so that numbers do not tell how many claims there are."""
    taken = set(db.session.scalars(select(Claim.ref).where(Claim.ref.like(f"JB-{year}-%"))))
    top = MOST_REFS
    while len(taken) > top // 2:
        top = top * 10 + 9
    number = free_number(top, lambda drawn: f"JB-{year}-{drawn:04d}" in taken)
    return f"JB-{year}-{number:04d}"


def _check_claimable(scenario: Scenario) -> None:
    if scenario.round is not None and clock.now() >= scenario.round.deadline:
        raise DeadlinePassed(_("揭榜已于 %(when)s 截止，不能再揭榜。", when=times.moment(scenario.round.deadline)))
    if not scenario.takes_claims:
        raise WrongState(_("这个场景现在不在揭榜中。"))


def start_claim(*, scenario: Scenario, by: Person) -> Claim:
    """Begin a claim, pre-filled from the published plan; an organisation that has one gets that one back.

    :raises Forbidden: the person's organisation cannot claim, or publishes the scenario itself.
    :raises DeadlinePassed: the contest is over.
    :raises Unmet: the organisation confirmed its place in another's claim.
    """
    with unit_of_work() as session:
        session.refresh(scenario)
        authorise("scenario.read", scenario, by)
        authorise("claim.start", scenario, by)
        _check_claimable(scenario)
        if reason := standing.why_not_begin(by.organisation):
            raise Unmet(reason)
        if scenario.round is not None:
            query = select(Seat).where(Seat.round_id == scenario.round.id, Seat.organisation_id == by.organisation_id)
            if (seat := session.scalar(query)) is not None:
                claim = session.get_one(Claim, seat.claim_id)
                if claim.lead_organisation_id == by.organisation_id:
                    return claim
                raise Unmet(_("你单位已确认加入另一份揭榜申请，一个单位一轮只能参加一份。"))
            if leaving.departed(scenario.round.id, by.organisation_id):
                raise Unmet(_("你单位已自行退出本轮一份申请的联合体，本轮不能再参加别的申请，也不能另行揭榜。"))
        return _begin(scenario, by)


def _begin(scenario: Scenario, by: Person) -> Claim:
    assert scenario.round is not None and by.organisation is not None
    now = clock.now()
    claim = Claim(
        ref=random_ref(clock.today().year),
        round_id=scenario.round.id,
        lead_organisation_id=by.organisation_id,
        state=FIRST,
        revision=1,
        created_at=now,
        created_by_id=by.id,
        state_since=now,
        counters={},
        document_revision=1,
        updated_at=now,
        updated_by_id=by.id,
    )
    claim.round = scenario.round
    vault.begin(claim)
    claim.sealed_body = vault.seal_body(claim, _prefilled(scenario, by), by)
    db.session.add(claim)
    db.session.flush()
    claim.members.append(
        ClaimMember(
            organisation_id=by.organisation_id,
            role="operation",
            share_pct=Decimal(100),
            confirmed_at=now,
            confirmed_by_id=by.id,
        )
    )
    seats.take(claim, by.organisation_id)
    _append_revision(claim, "", by=by, autosave=False)
    audit.append(
        actor=by, action="start", label=_l("开始揭榜申请"), subject_kind="claim", subject_ref=claim.ref, target=FIRST
    )
    db.session.flush()
    return claim


def _prefilled(scenario: Scenario, by: Person) -> dict[str, Any]:
    plan = publications.newest(scenario).content["plan"]
    returns = plan.get("returns") or {}
    assert by.organisation is not None
    return {
        "operation": {"operating_model": (plan.get("operation") or {}).get("operating_model")},
        "money": {
            key: returns[key] for key in ("revenue", "cost", "discount_rate_pct") if returns.get(key) is not None
        },
        "team": {"members": [{"organisation": by.organisation.code, "role": "operation", "share_pct": 100}]},
    }


def check_writer(claim: Claim, by: Person) -> None:
    """Whether the person writes for the lead organisation.

    :raises NotFound: the claim is not theirs to know of.
    :raises Forbidden: theirs to see, not to write.
    """
    authorise("claim.see", claim, by)
    if not may("claim.write", claim, by):
        own = claim.lead_organisation_id == by.organisation_id and by.role_row.writes
        raise Forbidden(*(why_not("claim.write", claim, by) if own else [_("申请由牵头单位的经办人或负责人填写。")]))


def check_writable(claim: Claim, by: Person) -> None:
    """Whether the person may write now.

    :raises NotFound: the claim is not theirs to know of.
    :raises Forbidden: theirs to see, not to write.
    :raises DeadlinePassed: the deadline has passed.
    :raises WrongState: it was withdrawn.
    """
    check_writer(claim, by)
    row = CLAIM_TABLE.of("submit")[0]
    if late := list(deadline_passed(Move(claim, by, clock.now(), row))):
        raise DeadlinePassed(*late)
    if not claim.is_sealed:
        raise WrongState(_("这份申请是“%(state)s”，不能再修改。", state=claim.state_row.label))


def save_claim_section(*, ref: str, bound: Bound, revision: int | None, by: Person, autosave: bool = False) -> int:
    """Save one section, sealed; answer its new counter. A submitted version stays until the next submission.

    An autosave leaves out what cannot be taken and saves the rest.

    :raises Stale: someone saved the section since the person loaded it.
    :raises Unmet: something typed cannot be taken, or an organisation is unknown.
    """
    with unit_of_work() as session:
        claim = claim_by_ref(ref)
        check_writable(claim, by)
        content = vault.body(claim, by)
        section = bound.section.id
        if revision != claim.counter(section):
            raise Stale(current=claim.counter(section), saved=content.get(section) or {})
        if section == "team":
            partners.name_members(claim, bound)
        if bound.complaints and not (autosave and bound.salvage(content.get(section) or {})):
            raise Unmet.of(bound.complaints)
        if autosave and (content.get(section) or {}) == bound.values:
            return claim.counter(section)
        if section == "team":
            _take_members(claim, bound.values.get("members") or [])
        _store(claim, {**content, section: bound.values}, section, by=by, autosave=autosave)
        if section == "team" and not autosave:
            ask_members(claim)
        session.flush()
        return claim.counter(section)


def add_attachment(*, ref: str, entry: Mapping[str, Any], by: Person) -> Claim:
    """Add a stored, sealed file to the claim's attachments."""
    with unit_of_work():
        claim = claim_by_ref(ref)
        check_writable(claim, by)
        content = vault.body(claim, by)
        kept = (content.get("attachments") or {}).get("attachments") or []
        content["attachments"] = {"attachments": [*kept, dict(entry)]}
        _store(claim, content, "attachments", by=by, autosave=False)
    return claim


def _store(claim: Claim, content: Mapping[str, Any], section: str, *, by: Person, autosave: bool) -> None:
    claim.sealed_body = vault.seal_body(claim, content, by)
    claim.counters = {**claim.counters, section: claim.counter(section) + 1}
    claim.document_revision += 1
    claim.updated_at, claim.updated_by_id = clock.now(), by.id
    claim.complete = not list(CLAIM.problems(content))
    _append_revision(claim, section, by=by, autosave=autosave)
    claim.updated_section, claim.autosaved = section, autosave


def _append_revision(claim: Claim, section: str, *, by: Person, autosave: bool) -> None:
    query = (
        select(ClaimRevision).where(ClaimRevision.claim_id == claim.id).order_by(ClaimRevision.number.desc()).limit(1)
    )
    last = db.session.scalar(query)
    own = last and last.autosave and last.by_id == by.id and last.section == section
    if autosave and last and own and clock.now() - last.at < AUTOSAVE_SPAN:
        last.number, last.sealed_body, last.at = claim.document_revision, claim.sealed_body, clock.now()
        return
    db.session.add(
        ClaimRevision(
            claim_id=claim.id,
            number=claim.document_revision,
            section=section,
            autosave=autosave,
            sealed_body=claim.sealed_body,
            at=clock.now(),
            by_id=by.id,
        )
    )


def _take_members(claim: Claim, rows: list[dict[str, Any]]) -> None:
    """Keep the rows that say who confirms in step with the sheet; any change voids the confirmations."""
    wanted: list[tuple[int, str, Decimal]] = []
    for row in rows:
        organisation = accounts.organisation_by_name(row.get("organisation") or "")
        if organisation and organisation.id not in {w[0] for w in wanted}:
            wanted.append((organisation.id, row.get("role") or "", Decimal(row.get("share_pct") or 0)))
    if wanted == [(m.organisation_id, m.role, m.share_pct) for m in claim.members]:
        return  # one who left stands in the sheet until the lead takes the row out
    claim.members.clear()
    db.session.flush()
    for organisation_id, role, share in wanted:
        leads = organisation_id == claim.lead_organisation_id
        claim.members.append(
            ClaimMember(
                organisation_id=organisation_id, role=role, share_pct=share, confirmed_at=clock.now() if leads else None
            )
        )
    seats.keep_seats(claim)
    db.session.flush()


def act(
    *, ref: str, action: str, by: Person, revision: int | None, seen: str | None = None, confirmed: bool = True
) -> Move:
    """Do an act on a claim; `seen` is the membership as the page showed it, `confirmed` whether the person said yes to what
    an irreversible act loses.

    :raises NotFound: the claim is not theirs to know of, or there is no such action.
    :raises Stale: the claim moved, or the lead changed role or share, since the person looked.
    """
    form = {"confirm": ["yes"] if confirmed else [], "membership": [] if seen is None else [seen]}
    return acts.act(CLAIM_KIND, ref=ref, action=action, by=by, form=form, revision=revision)


def _check_membership(move: Move, form: Form) -> None:
    seen = form.get("membership")
    if seen and seen[0] != move.subject.membership_of(move.person.organisation_id):
        raise Stale(_("牵头单位刚刚改了你单位的分工或份额，请看过新的再确认。"), current=move.subject.revision)


def let_go(*, ref: str, organisation: str, by: Person, revision: int | None) -> Claim:
    """The lead consents that a partner leaves in the last hours before the deadline.

    :raises NotFound: the claim is not theirs to know of.
    :raises Forbidden: they do not sign for the lead organisation.
    :raises DeadlinePassed: the contest is over.
    :raises Stale: the claim moved since the person looked.
    :raises Unmet: no such partner waits for it.
    """
    with unit_of_work():
        claim = claim_by_ref(ref)
        authorise("claim.see", claim, by)
        authorise("claim.release", claim, by)
        check_writable(claim, by)
        if revision != claim.revision:
            raise Stale(current=claim.revision)
        partner = next((one for one in leaving.waiting_for_consent(claim) if one.code == organisation), None)
        if partner is None:
            raise Unmet(_("没有这个等待同意的联合体成员；截止前 24 小时以外，成员可以自行退出。"))
        leaving.let_go(claim, partner, by)
    return claim


def _is_second_click(move: Move, _form: Form, revision: int | None) -> bool:
    """Whether this very content was submitted a moment ago: the answer is the same receipt, and nothing is created."""
    claim: Claim = move.subject
    unchanged = claim.submitted_revision == claim.document_revision and bool(claim.submissions)
    again = move.row.action == "submit" and claim.state == move.row.target
    return again and unchanged and revision in (claim.revision - 1, claim.revision)


def carry(claim: Claim, action: str, *, actor: Person | None, reason: str = "") -> None:
    """Move a claim because its scenario moved, in the open transaction."""
    acts.carry(CLAIM_KIND, claim, action, actor=actor, reason=reason)


def _settle(move: Move) -> None:
    move.subject.state_since = move.now


def _words(move: Move) -> dict[str, Any]:
    claim: Claim = move.subject
    return {
        "ref": claim.ref,
        "title": claim.scenario.public_title,
        "deadline": kept.moment_with_zone(claim.round.deadline),
        "who": move.person.name if move.person else "",
        "organisation": move.person.organisation.name if move.person else "",
        **move.told,
    }


CLAIM_KIND = Kind(
    id="claim",
    table=CLAIM_TABLE,
    load=claim_by_ref,
    ref=lambda claim: str(claim.ref),
    see="claim.see",
    words=_words,
    settle=_settle,
    check=_check_membership,
    repeated=_is_second_click,
    masked_until=lambda move: move.subject.round.deadline,
)
