"""The implementation plan is written by the winner and endorsed by the publisher; achievements carry evidence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from marketplace import clock
from marketplace.accounts import queries as accounts
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.claims.models import Claim
from marketplace.errors import Complaint, Stale, Unmet, WrongState
from marketplace.extensions import unit_of_work
from marketplace.finance.rows import GOVERNMENT_SOURCES
from marketplace.furniture import kept
from marketplace.i18n import _, _l
from marketplace.notifications import service as notifications
from marketplace.plans import service as plans
from marketplace.plans.models import PlanDocument
from marketplace.publications import service as publications
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound
from marketplace.supervision import queries
from marketplace.supervision.models import Achievement, Endorsement


def begin_implementation(*, scenario: Scenario, claim: Claim) -> PlanDocument:
    """Pre-fill the winner's plan from the published plan and the claim."""
    body: dict[str, Any] = {key: dict(value) for key, value in publications.newest(scenario).content["plan"].items()}
    offered = claim.opened_body or {}
    money, operation = offered.get("money") or {}, offered.get("operation") or {}
    if operation.get("operating_model"):
        body["operation"] = {**(body.get("operation") or {}), "operating_model": operation["operating_model"]}
    returns = dict(body.get("returns") or {})
    public = [row for row in returns.get("investment") or [] if row.get("source") in GOVERNMENT_SOURCES]
    if money.get("investment"):
        returns["investment"] = public + list(money["investment"])
    for key in ("revenue", "cost", "discount_rate_pct"):
        if money.get(key) not in (None, []):
            returns[key] = money[key]
    body["returns"] = returns
    if offered.get("operation", {}).get("operating_plan"):
        body["delivery"] = {"operation_organisation": operation["operating_plan"]}
    return plans.create_document(owner_ref=claim.ref, sheet="implementation", body=body, by=None)


def save_implementation_section(
    *, code: str, bound: Bound, revision: int | None, by: Person, autosave: bool = False
) -> int:
    """Save one section of the implementation plan; an earlier endorsement no longer covers it.

    :raises Forbidden: the person does not write for the winner.
    :raises WrongState: the plan is being judged or approved.
    """
    with unit_of_work():
        scenario = scenario_by_code(code)
        authorise("implementation.read", scenario, by)
        authorise("implementation.write", scenario, by)
        if not scenario.takes_implementation:
            raise WrongState(_("实施方案只在“已揭榜”时可以修改。"))
        document = queries.implementation(scenario)
        return plans.save_section(
            owner_ref=document.owner_ref,
            sheet="implementation",
            bound=bound,
            revision=revision,
            by=by,
            autosave=autosave,
        )


def endorse(*, code: str, by: Person, plan_revision: int | None, confirmed: bool = True) -> Endorsement:
    """The publisher's lead agrees to the implementation plan as it stands; `confirmed` says that they saw what it binds to.

    :raises Unmet: they did not say yes to it.
    :raises Stale: the winner changed it since the person looked.
    """
    with unit_of_work() as session:
        scenario = scenario_by_code(code)
        authorise("implementation.read", scenario, by)
        authorise("implementation.endorse", scenario, by)
        if not scenario.takes_implementation:
            raise WrongState(_("实施方案只在“已揭榜”时可以确认。"))
        document = queries.implementation(scenario)
        if plan_revision is not None and plan_revision != document.revision:
            raise Stale(current=document.revision)
        if not confirmed:
            raise Unmet(Complaint(_("确认不能收回，请看过会有什么后果，勾选后再办理。"), "confirm"))
        endorsement = Endorsement(
            document_ref=document.owner_ref, document_revision=document.revision, at=clock.now(), by_id=by.id
        )
        session.add(endorsement)
        audit.append(
            actor=by,
            action="endorse",
            label=_l("发布方确认实施方案"),
            subject_kind="scenario",
            subject_ref=code,
            data={"implementation_revision": document.revision},
        )
        assert scenario.winner_id is not None
        for person in accounts.active_people([scenario.winner_id], Person.writes):
            notifications.tell(
                person,
                key=f"endorsed/{document.owner_ref}/{document.revision}",
                title=_l("发布方已确认实施方案"),
                link=f"/desk/scenarios/{code}/",
                body=_l(
                    "发布方确认了《%(title)s》的实施方案修订 %(n)d，请负责人在 %(due)s 前提交。之后再改，须重新确认。",
                    title=scenario.public_title,
                    n=document.revision,
                    due=kept.limit(scenario.due_at, clock.now()),
                ),
            )
    return endorsement


def record_achievement(*, scenario: Scenario, action: str, values: Mapping[str, Any], by: Person) -> Achievement:
    """Keep when it happened and the evidence."""
    with unit_of_work() as session:
        row = Achievement(
            scenario_id=scenario.id,
            round_number=scenario.round.number if scenario.round else 0,
            action=action,
            happened_on=date.fromisoformat(values["happened_on"]),
            note=values.get("note") or "",
            evidence=list(values.get("evidence") or []),
            at=clock.now(),
            by_id=by.id,
        )
        session.add(row)
        session.flush()
    return row
