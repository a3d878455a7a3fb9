"""An objection is answered in writing, once, and with it every open one of the same content."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import Complaint, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.furniture import times
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.objections import confirming, queries, replies, seconding, to_terms
from marketplace.objections.forms import ABOUT, DECIDED
from marketplace.objections.models import Objection
from marketplace.scenarios.models import Scenario
from marketplace.sheets import Bound


def decide_objection(*, ref: str, bound: Bound, by: Person) -> Objection:
    """Answer an objection in writing, once, and with it every open one of the same content: by someone who did not
    approve the terms, or did not announce the result.

    Upholding one to the result takes a second person, who neither concluded nor announced: the first writes the answer,
    the second agrees by deciding the same, or sends it back.

    :raises WrongState: it was answered, or what it is about is over.
    :raises Unmet: decision or answer is missing.
    """
    with unit_of_work():
        objection = queries.objection_by_ref(ref)
        authorise(seconding.permission(objection), objection, by)
        if objection.upholding:
            return seconding.second(objection, bound, by)
        if reasons := why_not_answering(objection):
            raise WrongState(*reasons)
        if complaints := [*bound.complaints, *_about_experts(bound)]:
            raise Unmet.of(complaints)
        if objection.notice is not None and bound.values["decision"] == "upheld":
            seconding.propose(objection, bound, by)
            return objection
        for one in alike(objection):
            settle(one, bound, by)
    return objection


def settle(objection: Objection, bound: Bound, by: Person) -> None:
    """Write the answer, with its event and its messages, in the open unit of work."""
    objection.decision, objection.answer = bound.values["decision"], bound.values["answer"]
    objection.about_experts = bool(objection.notice and bound.values.get("about_experts"))
    objection.decided_at, objection.decided_by_id = clock.now(), by.id
    if objection.about == "terms" and objection.decision == "upheld":
        objection.amend_by = to_terms.amend_by(objection.round)
        objection.amend_sections = bound.values.get("amend_sections") or []
        to_terms.tell_of_upheld(objection)
    _record_decision(objection, by)
    replies.issue_objection_reply(objection, by=by)
    _tell_objector(objection, objection.round.scenario)


def together(rows: Iterable[Objection]) -> list[list[Objection]]:
    """Objections by content: those to the same that say the same, of the same claim and with the same files, are one."""
    found: dict[tuple[object, ...], list[Objection]] = {}
    for row in rows:
        subject = (row.about, row.notice_id, row.end_proposal_id, row.claim_ref)
        found.setdefault((*subject, _content(row), _evidence(row)), []).append(row)
    return list(found.values())


def _content(row: Objection) -> str:
    """What it says, whatever the width of its signs, its spaces and its stops."""
    said = "\0".join(one["objection"] for one in row.texts)
    kept = (char for char in unicodedata.normalize("NFKC", said) if char == "\0" or char.isalnum())
    return "".join(kept).casefold()


def _evidence(row: Objection) -> frozenset[str]:
    """What its files hold: who brings other evidence is answered to it."""
    return frozenset(file["sha256"] for one in row.texts for file in one["files"])


def alike(objection: Objection) -> list[Objection]:
    """The objection and the open ones that say the same: they are answered together."""
    waiting = [row for row in queries.objections(objection.round) if not row.decision and row.denied_at is None]
    return next(group for group in together(waiting) if objection in group)


def why_not_answering(objection: Objection) -> list[str]:
    """Why nobody can answer it now; empty when somebody can."""
    if objection.decided_at is not None:
        return [_("这条异议已于 %(when)s 书面答复，不能更改。", when=times.moment(objection.decided_at))]
    if objection.denied_at is not None:
        return [_("经回电核实，这条异议不是留名的人提出的，不用答复。")]
    if queries.is_moot(objection):
        if objection.notice:
            return [_("这次公示已经结束，不用再答复。")]
        if objection.round.is_opened and not objection.round.outcome:
            return [_("申请已经开榜，对揭榜要求的异议不能再答复。")]
        return [_("这一轮已经结束，不用再答复。")]
    return []


def _about_experts(bound: Bound) -> Iterator[Complaint]:
    if bound.values.get("decision") == "rejected" and bound.values.get("about_experts"):
        yield Complaint(_("异议不成立的，不用其他专家重新评审，请选“否”。"), "about_experts")


def _record_decision(objection: Objection, by: Person) -> None:
    audit.append(
        actor=by,
        action="answer_objection",
        label=_l("答复异议"),
        subject_kind="scenario",
        subject_ref=objection.round.scenario.code,
        round_number=objection.round.number,
        reason=objection.answer,
        public=True,
        data={
            "decision": objection.decision,
            "about": objection.about,
            "objection": objection.ref,
            "about_experts": objection.about_experts,
            **_rests_on(objection),
        },
    )


def _rests_on(objection: Objection) -> dict[str, Any]:
    """The leading group's decision, where it took an approver's place: its number, and its file by the hash."""
    if not objection.decision_number:
        return {}
    held = [{"name": one["name"], "sha256": one["sha256"]} for one in objection.decision_file]
    return {"decision_number": objection.decision_number, "decision_file": held}


def _tell_objector(objection: Objection, scenario: Scenario) -> None:
    """The objector's mail stays hidden in lists until the deadline: who objects to terms may well mean to claim."""
    title = _l("异议已答复：%(title)s", title=scenario.public_title)
    body = _l(
        "你对《%(title)s》%(about)s的异议%(decision)s，答复如下：\n%(answer)s\n%(then)s",
        title=scenario.public_title,
        about=ABOUT[objection.about],
        decision=DECIDED[objection.decision],
        answer=objection.answer,
        then=_what_then(objection),
    )
    masked = objection.round.deadline if objection.about == "terms" else None
    link = f"/scenarios/{scenario.code}/objections/"
    if objection.organisation_id is not None:
        for person in accounts.active_people([objection.organisation_id], Person.writes):
            notifications.tell(
                person, key=f"answered/{objection.ref}", title=title, body=body, link=link, masked_until=masked
            )
    elif confirming.is_mail(objection.contact):
        notifications.mail_with_link(
            to=confirming.plain(objection.contact), subject=title, body=body, link=link, masked_until=masked
        )


def _what_then(objection: Objection) -> str:
    if objection.decision != "upheld":
        return _l("答复已经公开，不用再办理。")
    if objection.about == "terms":
        return _l(
            "接下来最迟 %(when)s 变更公告；届时没有变更的，本轮流榜，申请不开启。",
            when=to_terms.mended_words(objection),
        )
    if objection.end_proposal_id is not None:
        return _l("接下来由区城市办依程序处理并公开；你不用再办理。")
    if objection.notice and objection.notice.ended_at is not None:
        return _l("揭榜方已经确认；影响结果的，接下来由初审人提请终止揭榜、由审定人决定，结果公开；你不用再办理。")
    return _l("接下来由审定人撤销公示，重新评榜；你不用再办理。")
