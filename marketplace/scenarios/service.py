"""Plan a scenario: begin it, save its sections, comment on them, settle comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.audit import service as audit
from marketplace.errors import NotFound, WrongState
from marketplace.extensions import db, unit_of_work
from marketplace.i18n import _, _l
from marketplace.numbering.service import next_number
from marketplace.plans import service as plans
from marketplace.scenarios.models import Scenario, SectionComment
from marketplace.scenarios.queries import open_comments
from marketplace.scenarios.states import FIRST, FIRST_PUBLIC
from marketplace.sheets import Bound

CODE = re.compile(r"CJ-[0-9]{4}-[0-9]{4,9}")
"""What a scenario's code looks like; anything else is never asked of the database."""


def scenario_by_code(code: str) -> Scenario:
    """The scenario.

    :raises NotFound: there is none of that code.
    """
    found = db.session.scalar(select(Scenario).where(Scenario.code == code)) if CODE.fullmatch(code) else None
    if found is None:
        raise NotFound(_("没有这个场景。"))
    return found


def create_scenario(*, by: Person, title: str, field: str, year: int) -> Scenario:
    """Begin a scenario with an empty plan sheet."""
    with unit_of_work() as session:
        authorise("scenario.create", None, by)
        now = clock.now()
        this_year = clock.today().year
        scenario = Scenario(
            code=f"CJ-{this_year}-{next_number('CJ', this_year):04d}",
            publisher_id=by.organisation_id,
            state=FIRST,
            revision=1,
            cycle=1,
            created_at=now,
            created_by_id=by.id,
            state_since=now,
            title=title,
            field=field,
            year=year,
        )
        session.add(scenario)
        session.flush()
        body = {"basics": {"title": title, "field": field, "year": year}}
        plans.create_document(owner_ref=scenario.code, sheet="plan", body=body, by=by)
        audit.append(
            actor=by,
            action="create",
            label=_l("谋划"),
            subject_kind="scenario",
            subject_ref=scenario.code,
            target=FIRST,
        )
    return scenario


def check_editable(scenario: Scenario) -> None:
    """Whether the plan may be edited now.

    :raises WrongState: it may not.
    """
    if not scenario.edits_plan:
        raise WrongState(_("方案在草稿、退回修改和揭榜中时可以修改，现在不能。"))


def save_plan_section(*, code: str, bound: Bound, revision: int | None, by: Person, autosave: bool = False) -> int:
    """Save one section of a scenario's plan and what is derived from it; answer the section's new counter.

    :raises Forbidden: the person does not write for the publisher.
    :raises WrongState: the plan is being judged, or the contest is over.
    :raises Stale: someone saved the section meanwhile.
    :raises Unmet: something typed cannot be taken.
    """
    with unit_of_work():
        scenario = scenario_by_code(code)
        authorise("plan.write", scenario, by)
        check_editable(scenario)
        counter = plans.save_section(
            owner_ref=code, sheet="plan", bound=bound, revision=revision, by=by, autosave=autosave
        )
        if bound.section.id == "basics":
            scenario.title = bound.values.get("title") or scenario.title
            scenario.field = bound.values.get("field") or scenario.field
            scenario.year = bound.values.get("year") or scenario.year
    return counter


def made_public(scenario: Scenario, plan: Mapping[str, Any]) -> None:
    """The public knows the scenario as this plan of it, which is just being issued, calls it."""
    basics = plan.get("basics") or {}
    scenario.public_title, scenario.public_field = basics.get("title") or "", basics.get("field") or ""
    scenario.public_state = scenario.public_state or FIRST_PUBLIC


def comment_section(*, scenario: Scenario, sheet: str, section: str, text: str, by: Person) -> SectionComment:
    """Tie a comment to a section."""
    with unit_of_work() as session:
        comment = SectionComment(
            scenario_id=scenario.id, sheet=sheet, section=section, text=text, by_id=by.id, at=clock.now()
        )
        session.add(comment)
        session.flush()
    return comment


def settle_changed(*, scenario: Scenario, sheet: str, by: Person, at: datetime) -> list[str]:
    """Mark the open comments on sections that were changed since as dealt with; answers these sections."""
    with unit_of_work():
        waiting = open_comments(scenario, sheet)
        owner = scenario.round.award_claim_ref if sheet == "implementation" and scenario.round else scenario.code
        changed = plans.changed_since(
            owner or scenario.code, sheet, [(comment.section, comment.at) for comment in waiting]
        )
        settled = [comment for comment in waiting if (comment.section, comment.at) in changed]
        for comment in settled:
            comment.settled_at, comment.settled_by_id = at, by.id
    return sorted({comment.section for comment in settled})


def settle_comment(*, comment_id: int, by: Person) -> SectionComment:
    """Mark a comment as dealt with; doing so twice changes nothing.

    :raises NotFound: there is no such comment.
    :raises Forbidden: the section is not the person's to write.
    """
    with unit_of_work() as session:
        comment = session.get(SectionComment, comment_id)
        if comment is None:
            raise NotFound
        permission = "implementation.write" if comment.sheet == "implementation" else "plan.write"
        authorise("plan.read" if permission == "plan.write" else "implementation.read", comment.scenario, by)
        authorise(permission, comment.scenario, by)
        if comment.settled_at is None:
            comment.settled_at, comment.settled_by_id = clock.now(), by.id
            audit.append(
                actor=by,
                action="settle_comment",
                label=_l("意见已处理"),
                subject_kind="scenario",
                subject_ref=comment.scenario.code,
                reason=comment.text,
                data={"section": comment.section},
            )
    return comment
