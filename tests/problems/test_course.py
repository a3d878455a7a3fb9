"""A problem's course: raised, assigned, answered, urged, escalated, settled, by whom the table says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from marketplace import clock
from marketplace.audit import service as audit
from marketplace.errors import Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.problems import service
from marketplace.problems.limits import is_late, is_near
from marketplace.workdays import queries as workdays
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, World, person, upload

ClientOf = Callable[[str], Client]
RAISER, UNIT, OTHER = "lead@center1.example", "lead@project.example", "lead@center2.example"
TITLE = "后厨排烟改造需要协调"


def act(world: World, code: str, action: str, by: str, uploads: Any = None, **form: str) -> None:
    """An act with the revision as it is."""
    with world.app.app_context():
        service.act(
            ref=code,
            action=action,
            by=person(by),
            form={name: [value] for name, value in form.items()},
            uploads=uploads,
            revision=service.problem_by_code(code).revision,
        )


def assigned(world: World, days: int = 5, **more: str) -> str:
    """A problem that a unit has to solve within so many days."""
    code = world.a_problem(**more)
    act(world, code, "assign", REVIEWER, unit="project", due=in_days(world, days))
    return code


def in_days(world: World, days: int) -> str:
    """That day, as a form sends it."""
    with world.app.app_context():
        return (clock.today() + timedelta(days=days)).isoformat()


def state(world: World, code: str) -> str:
    """The state it is in."""
    with world.app.app_context():
        return service.problem_by_code(code).state


def test_a_problem_is_solved_and_settled_by_whoever_raised_it(world: World, client_of: ClientOf) -> None:
    code = assigned(world)
    assert state(world, code) == "assigned"
    act(world, code, "answer", UNIT, answer="已经改造完成。")
    with pytest.raises(Forbidden):
        act(world, code, "settle", REVIEWER)
    act(world, code, "settle", RAISER)
    assert state(world, code) == "settled"
    page = client_of(RAISER).get(f"/desk/problems/{code}/").text
    assert "已经改造完成。" in page and "不用再办理" in page
    with world.app.app_context():
        assert not list(audit.faults())


def test_what_is_not_solved_is_done_again_by_a_new_day(world: World) -> None:
    code = assigned(world)
    act(world, code, "answer", UNIT, answer="已经处理。")
    with pytest.raises(Unmet, match="填写"):
        act(world, code, "reopen", RAISER, due=in_days(world, 9))
    act(world, code, "reopen", RAISER, comment="没有解决。", due=in_days(world, 9))
    with world.app.app_context():
        problem = service.problem_by_code(code)
        assert problem.state == "assigned"
        assert problem.due_at == clock.at(clock.today() + timedelta(days=9), 24)


def test_the_unit_is_never_who_raised_it(world: World) -> None:
    code = world.a_problem()
    with pytest.raises(Unmet, match="谁提出，谁销号"):
        act(world, code, "assign", REVIEWER, unit="center1", due=in_days(world, 3))
    with pytest.raises(Unmet, match="不能早于今天"):
        act(world, code, "assign", REVIEWER, unit="project", due=in_days(world, -1))


@pytest.mark.any_day
def test_the_form_offers_the_limit_of_the_kind_in_working_days(world: World, client_of: ClientOf) -> None:
    code = world.a_problem(kind="safety")
    with world.app.app_context():
        last = workdays.add_working_days(clock.today(), 3)
    page = client_of(REVIEWER).get(f"/desk/problems/{code}/actions/assign").text
    assert f'value="{last.isoformat()}"' in page


def test_it_turns_yellow_in_its_last_quarter_and_red_afterwards_and_only_then_is_urged(
    world: World, client_of: ClientOf
) -> None:
    code = assigned(world, days=8)
    with pytest.raises(Unmet, match="逾期以后才能督办"):
        act(world, code, "urge", REVIEWER)
    with world.app.app_context():
        problem = service.problem_by_code(code)
        begun, end = problem.assigned_at, problem.due_at
        assert begun and end
        quarter = end - (end - begun) / 4
        assert not is_near(problem, quarter - timedelta(seconds=1)) and is_near(problem, quarter)
        assert not is_late(problem, end - timedelta(seconds=1)) and is_late(problem, end)
        clock.set_to(end)
    assert "逾期" in client_of(REVIEWER).get("/desk/problems/?late=yes").text
    assert "督办" in client_of(REVIEWER).get("/desk/").text
    act(world, code, "urge", REVIEWER)
    with pytest.raises(Unmet, match="今天已经督办过"):
        act(world, code, "urge", REVIEWER)
    assert "已经逾期" in client_of(UNIT).get("/desk/notifications/").text


def test_the_last_quarter_is_a_day_at_least(world: World) -> None:
    code = assigned(world, days=1)
    with world.app.app_context():
        problem = service.problem_by_code(code)
        assert problem.due_at
        assert is_near(problem, problem.due_at - timedelta(hours=23, minutes=59))


def test_an_approver_extends_to_a_later_day_with_a_reason(world: World) -> None:
    code = assigned(world, days=5)
    with pytest.raises(Unmet, match="晚于现在的期限"):
        act(world, code, "extend", APPROVER, comment="等批复。", due=in_days(world, 5))
    with pytest.raises(Forbidden):
        act(world, code, "extend", REVIEWER, comment="等批复。", due=in_days(world, 9))
    act(world, code, "extend", APPROVER, comment="等批复。", due=in_days(world, 9))
    with world.app.app_context():
        assert service.problem_by_code(code).due_at == clock.at(clock.today() + timedelta(days=9), 24)


def test_the_leading_group_decides_what_was_escalated_and_the_decision_stays(world: World, client_of: ClientOf) -> None:
    code = assigned(world)
    with pytest.raises(Unmet, match="先办理顶格协调"):
        act(world, code, "decide", APPROVER, upload("file"), decision="按两期批复。", decided_on=in_days(world, 0))
    act(world, code, "escalate", APPROVER, comment="区级协调不了。")
    with pytest.raises(Unmet, match="正在等待决定"):
        act(world, code, "escalate", APPROVER, comment="再次提请。")
    assert "录入决定" in client_of(APPROVER).get("/desk/").text
    assert TITLE in client_of("viewer@office.example").get("/desk/notifications/").text
    with pytest.raises(Unmet, match="不能晚于今天"):
        act(world, code, "decide", APPROVER, upload("file"), decision="按两期批复。", decided_on=in_days(world, 1))
    act(world, code, "decide", APPROVER, upload("file"), decision="按两期批复。", decided_on=in_days(world, 0))
    assert state(world, code) == "assigned"
    page = client_of(UNIT).get(f"/desk/problems/{code}/").text
    assert "按两期批复。" in page and "证明.pdf" in page


def test_what_is_declined_is_over_and_says_what_is_lost(world: World) -> None:
    code = world.a_problem()
    with pytest.raises(Unmet, match="我已知道"):
        act(world, code, "decline", APPROVER, comment="不属于交办事项。")
    act(world, code, "decline", APPROVER, comment="不属于交办事项。", confirm="yes")
    assert state(world, code) == "declined"
    with pytest.raises(WrongState):
        act(world, code, "assign", REVIEWER, unit="project", due=in_days(world, 3))


def test_two_who_act_at_once_are_told_apart(world: World) -> None:
    code = assigned(world)
    with world.app.app_context(), pytest.raises(Stale):
        service.act(ref=code, action="answer", by=person(UNIT), form={"answer": ["好了"]}, revision=1)


@pytest.mark.parametrize("stranger", [OTHER, "lead@investor1.example", "expert1@experts.example"])
def test_nobody_else_knows_of_it(world: World, client_of: ClientOf, stranger: str) -> None:
    code = world.a_problem(by=REVIEWER)  # nobody's to solve yet
    client_of(stranger).get(f"/desk/problems/{code}/", 404)
    code = assigned(world)
    client_of(stranger).get(f"/desk/problems/{code}/", 404)
    with pytest.raises(NotFound):
        act(world, code, "answer", stranger, answer="好了")


def test_the_publisher_of_its_scenario_reads_what_others_raised_about_it(world: World, client_of: ClientOf) -> None:
    about = world.a_draft()
    with pytest.raises(Unmet, match="没有这个场景"):
        world.a_problem(by=OTHER, scenario=about)
    code = world.a_problem(by=REVIEWER, scenario=about)
    assert TITLE in client_of(RAISER).get(f"/desk/scenarios/{about}/").text
    assert TITLE in client_of(RAISER).get(f"/desk/problems/{code}/").text
    client_of(OTHER).get(f"/desk/problems/{code}/", 404)


def test_the_public_page_of_a_scenario_shows_no_problem(world: World, client_of: ClientOf) -> None:
    about = world.a_scenario("open")
    world.a_problem(scenario=about)
    assert TITLE not in client_of("").get(f"/scenarios/{about}/").text
    assert TITLE not in client_of("").get(f"/api/v1/scenarios/{about}").text


def test_codes_have_no_gaps(world: World) -> None:
    codes = [world.a_problem() for _n in range(3)]
    with world.app.app_context():
        year = clock.today().year
    assert codes == [f"WT-{year}-{n:04d}" for n in (1, 2, 3)]
