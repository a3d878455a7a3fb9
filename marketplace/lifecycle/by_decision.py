"""The leading group's written decision (领导小组书面决定) in the place of an act that nobody in the office may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.accounts.policy import authorise
from marketplace.accounts.roles import DECIDING, OFFICE, ROLES, OrganisationKind, Role
from marketplace.acts import service as acts
from marketplace.acts.kind import Form
from marketplace.errors import Forbidden, NotFound, WrongState
from marketplace.extensions import unit_of_work
from marketplace.files import rights
from marketplace.files.models import StoredFile
from marketplace.i18n import _
from marketplace.lifecycle import explain, service
from marketplace.lifecycle.workflow import TABLE
from marketplace.objections.forms import DECISION_FIELDS
from marketplace.objections.group_decisions import take_decision
from marketplace.people import removals
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.service import scenario_by_code
from marketplace.sheets import Bound, Section
from marketplace.workflow import Move, Transition

KIND = "group_decision"
"""The kind of owner of such a decision's file."""


@dataclass(frozen=True)
class Somebody:
    """An officer of this role of whom nothing else is known: whoever the table would let act, if they only existed."""

    role: str
    id: int = 0
    organisation_id: int = 0
    seconded_from_id: None = None

    @property
    def role_row(self) -> Role:
        """What the role may."""
        return ROLES[self.role]

    @property
    def kind_row(self) -> OrganisationKind:
        """The office."""
        return OFFICE


def _is_offices(row: Transition, scenario: Scenario) -> bool:
    return any(row.who(Somebody(role), scenario) for role in DECIDING)


def rows_without_anyone(scenario: Scenario, people: Sequence[Person]) -> list[Transition]:
    """The office's acts in this state that none of these people may do."""
    rows = [row for row in TABLE.rows if TABLE.fits(row, scenario) and _is_offices(row, scenario)]
    return [row for row in rows if not any(row.who(one, scenario) for one in people)]


def row_of(action: str, scenario: Scenario) -> Transition:
    """The act's row that nobody may do.

    :raises NotFound: there is no such action.
    :raises WrongState: it is not for this state, or somebody may do it.
    """
    TABLE.of(action)
    for row in rows_without_anyone(scenario, explain.office()):
        if row.action == action:
            return row
    raise WrongState(_("现在没有这样的事项：只有现有人员都不能办理的，才由领导小组书面决定。"))


def is_for(row: Transition, scenario: Scenario, by: Person) -> bool:
    """Whether this person may enter the decision: not who took out of the office somebody who could have acted."""
    return not removals.why_not_entering(by, lambda one: row.who(one, scenario))


def require_another(row: Transition, scenario: Scenario, by: Person) -> None:
    """Let only those enter it who did not themselves bring it about that nobody is left.

    :raises Forbidden: they disabled, or entered as seconded, somebody who could have acted.
    """
    if reasons := removals.why_not_entering(by, lambda one: row.who(one, scenario)):
        raise Forbidden(*reasons)


def decision_form(row: Transition, scenario: Scenario) -> Section:
    """The act's own fields, and the decision that it rests on."""
    section = row.section(Move(scenario, None, clock.now(), row)) or Section("act", "", ())
    held = {field.id for field in DECISION_FIELDS}
    return replace(section, fields=(*(field for field in section.fields if field.id not in held), *DECISION_FIELDS))


def act(
    *,
    code: str,
    action: str,
    by: Person,
    form: Form,
    uploads: acts.Uploads,
    revision: int | None,
    plan_revision: int | None = None,
) -> Move:
    """Enter the leading group's decision: the act is done as it says, and the decision is published.

    :raises NotFound: the scenario is not theirs to know of, or there is no such action.
    :raises Forbidden: they are no officer, or seconded from a party.
    :raises WrongState: somebody in the office may do it.
    :raises Stale: the scenario or the document moved since they looked.
    :raises Unmet: a guard or a field says no, or number or file is missing.
    """
    with unit_of_work():
        scenario = scenario_by_code(code)
        authorise("scenario.read", scenario, by)
        authorise("decision.enter", scenario, by)
        row = row_of(action, scenario)
        require_another(row, scenario, by)
        move = Move(scenario, by, clock.now(), row)
        sent = form if plan_revision is None else {**form, "plan_revision": [str(plan_revision)]}
        bound = Bound.of_form(decision_form(row, scenario), sent).require()
        if revision == scenario.revision:
            service.SCENARIO.check(move, sent)
            take_decision(bound, uploads, owner_kind=KIND, owner_ref=scenario.code, by=by)
            move.notes[service.LEADING_GROUP] = _decision(bound)
        acts.make(service.SCENARIO, move, bound, sent, revision)
    return move


def _decision(bound: Bound) -> dict[str, Any]:
    """The written decision as the event keeps it."""
    return {"number": bound.values["decision_number"], "file": bound.values["decision_file"][0]}


def _readable(stored: StoredFile) -> bool:
    try:
        return scenario_by_code(stored.owner_ref).is_published
    except NotFound:
        return False


GRANTS: rights.Grants = ((KIND, rights.Grant(_readable, public=True)),)
