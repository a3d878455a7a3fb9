"""Two persons uphold an objection to the result: one writes the answer, another agrees or sends it back."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import may
from marketplace.audit import service as audit
from marketplace.errors import WrongState
from marketplace.extensions import db
from marketplace.i18n import _l
from marketplace.notifications import service as notifications
from marketplace.objections import answers
from marketplace.objections.models import Objection
from marketplace.sheets import Bound


def permission(objection: Objection) -> str:
    """Under which permission the objection is decided now."""
    return "objection.second" if objection.upholding and not objection.decision else "objection.decide"


def propose(objection: Objection, bound: Bound, by: Person) -> None:
    """Keep what the first would uphold, and ask the others; nothing is decided nor public yet."""
    objection.upholding = {
        "by": by.id,
        "who": by.title,
        "answer": bound.values["answer"],
        "about_experts": bool(bound.values.get("about_experts")),
        "at": clock.now().isoformat(timespec="seconds"),
    }
    db.session.flush()
    _record(objection, "propose_upholding", _l("拟定异议成立"), by, bound.values["answer"])
    scenario = objection.round.scenario
    for person in of(objection):
        notifications.tell(
            person,
            key=f"second/{objection.ref}/{clock.now().timestamp():.0f}",
            link=f"/desk/objections/{objection.ref}/decide",
            title=_l("异议拟定成立，请决定是否同意：%(title)s", title=scenario.public_title),
            body=_l(
                "%(who)s拟定对《%(title)s》公示结果的异议成立。须由没有参与评榜结论和公示的另一人同意才成立；不同意的，写明理由退回。",
                who=by.called,
                title=scenario.public_title,
            ),
        )


def of(objection: Objection) -> Sequence[Person]:
    """Who may be the second person."""
    return [one for one in accounts.office_people(Person.decides) if may("objection.second", objection, one)]


def second(objection: Objection, bound: Bound, by: Person) -> Objection:
    """The second person agrees, and it is upheld in the first one's words; or sends it back, and it waits for an answer again.

    :raises WrongState: what it is about is over.
    """
    if reasons := answers.why_not_answering(objection):
        raise WrongState(*reasons)
    first = dict(objection.upholding)
    if bound.values.get("decision") != "upheld":
        for one in answers.alike(objection):
            one.upholding = {}
        _record(objection, "refuse_upholding", _l("不同意异议成立"), by, bound.values.get("answer") or "")
        return objection
    author = db.session.get_one(Person, first["by"])
    agreed = Bound(
        bound.section, {}, {"decision": "upheld", **{key: first[key] for key in ("answer", "about_experts")}}
    )
    for one in answers.alike(objection):
        one.seconded_by_id, one.upholding = by.id, {}
        answers.settle(one, agreed, author)
    _record(objection, "second_objection", _l("同意异议成立"), by, "")
    return objection


def _record(objection: Objection, action: str, label: str, by: Person, reason: str) -> None:
    audit.append(
        actor=by,
        action=action,
        label=label,
        subject_kind="scenario",
        subject_ref=objection.round.scenario.code,
        round_number=objection.round.number,
        reason=reason[:2000],
        data={"objection": objection.ref},
    )
