"""What waits for whom, state by state: the table behind the desk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from marketplace.accounts.predicates import approver, publisher_lead, publisher_writer, reviewer, writes
from marketplace.i18n import _, _l
from marketplace.lifecycle.drafts import Standing, publisher_clerk
from marketplace.scenarios import states as s
from marketplace.scenarios.models import Scenario
from marketplace.scenarios.permissions import amender, announced_it, concluded_it, forfeited_it, is_winner
from marketplace.workflow import Predicate


@dataclass(frozen=True)
class Facts:
    """What duties depend on beside the state, read for all scenarios of a desk at once."""

    notices_over: frozenset[int] = frozenset()
    """Rounds whose notice period has passed."""
    upheld: frozenset[int] = frozenset()
    """Rounds whose running notice has an upheld objection."""
    endorsed: frozenset[str] = frozenset()
    """Awarded claims whose implementation plan is endorsed as it stands."""
    drafts: Mapping[int, Standing] = field(default_factory=dict)
    """How the plans stand that the organisation still writes, by scenario."""


@dataclass(frozen=True)
class Duty:
    """In this state this person has this to do, there."""

    state: str
    who: Predicate
    label: str
    link: str
    when: Callable[[Scenario, Facts], bool] | None = None
    role: str = ""
    """The role of the office that it waits for; empty where a party acts, which the office cannot replace."""
    words: Callable[[Scenario, Facts], str] | None = None
    """What the desk says beside it, after the state."""


def _upheld(scenario: Scenario, facts: Facts) -> bool:
    return scenario.round_id in facts.upheld


def _notice_over(scenario: Scenario, facts: Facts) -> bool:
    return scenario.round_id in facts.notices_over


def _not_endorsed(scenario: Scenario, facts: Facts) -> bool:
    return scenario.round is not None and scenario.round.award_claim_ref not in facts.endorsed


def _draft(scenario: Scenario, facts: Facts) -> Standing:
    return facts.drafts.get(scenario.id, Standing())


def _finished(scenario: Scenario, facts: Facts) -> bool:
    return _draft(scenario, facts).is_finished


def _unfinished(scenario: Scenario, facts: Facts) -> bool:
    return not _finished(scenario, facts)


def _presented(scenario: Scenario, facts: Facts) -> bool:
    return _draft(scenario, facts).presented


def _not_presented(scenario: Scenario, facts: Facts) -> bool:
    return not _presented(scenario, facts)


def _to_present(scenario: Scenario, facts: Facts) -> bool:
    return _finished(scenario, facts) and _not_presented(scenario, facts)


def _standing_of(scenario: Scenario, facts: Facts) -> str:
    return _draft(scenario, facts).words()


def _then_present(_scenario: Scenario, _facts: Facts) -> str:
    return _("方案已成稿，请提请负责人签发")


def _after_comments(_scenario: Scenario, _facts: Facts) -> str:
    return _("请按意见修改，改好后由经办人提请、负责人签发")


OVERVIEW = "/desk/scenarios/{code}/"
ACTIONS = OVERVIEW + "actions/"
DUTIES = (
    Duty(s.DRAFT, publisher_lead, _l("签发"), ACTIONS + "submit", _finished, words=_standing_of),
    Duty(s.DRAFT, publisher_clerk, _l("提请签发"), ACTIONS + "present", _to_present, words=_then_present),
    Duty(s.DRAFT, publisher_writer, _l("继续写"), OVERVIEW, _unfinished, words=_standing_of),
    Duty(s.RETURNED, publisher_lead, _l("签发"), ACTIONS + "submit", _presented, words=_standing_of),
    Duty(s.RETURNED, publisher_writer, _l("修改"), OVERVIEW, _not_presented, words=_after_comments),
    Duty(s.SUBMITTED, reviewer, _l("初审"), ACTIONS + "vet", role="reviewer"),
    Duty(s.VETTED, amender, _l("审定"), ACTIONS + "publish", role="approver"),
    Duty(s.EVALUATING, reviewer, _l("评榜"), OVERVIEW + "claims/", role="reviewer"),
    Duty(s.EVALUATED, approver & ~concluded_it & ~forfeited_it, _l("公示"), ACTIONS + "announce", role="approver"),
    Duty(s.NOTICE, approver & ~announced_it, _l("撤销公示"), ACTIONS + "annul", _upheld, role="approver"),
    Duty(s.NOTICE, approver, _l("确认揭榜"), ACTIONS + "award", _notice_over, role="approver"),
    Duty(s.AWARDED, is_winner & writes, _l("写实施方案"), OVERVIEW),
    Duty(s.AWARDED, publisher_lead, _l("确认实施方案"), OVERVIEW, _not_endorsed),
    Duty(s.PLAN_SUBMITTED, approver, _l("审方案"), ACTIONS + "approve_plan", role="approver"),
    Duty(s.RECOMMENDED, publisher_lead, _l("填报开工"), ACTIONS + "start"),
    Duty(s.UNDERWAY, publisher_lead, _l("填报进展"), OVERVIEW),
    Duty(s.COMPLETED, publisher_lead, _l("填报见效"), ACTIONS + "take_effect"),
)
