"""An exhausted pool: an approver adds three times the missing number from a named list, and the missing are drawn."""

from __future__ import annotations

from marketplace.accounts.service import create_person
from marketplace.audit import queries as audit
from marketplace.extensions import unit_of_work
from marketplace.panel import draws, size
from marketplace.panel import queries as panel_queries
from marketplace.scenarios.service import scenario_by_code
from tests.panel.test_release import ClientOf, _panel
from tests.world.world import APPROVER, REVIEWER, World, person

WHY = {"source": "市评审专家库", "reason": "六位专家中四位回避，名单已抽完。"}


def _join(*numbers: int) -> list[str]:
    """Experts who came into the register after the opening."""
    emails = [f"late{number}@experts.example" for number in numbers]
    with unit_of_work():
        for email in emails:
            name = f"后来{email[4]}"
            create_person(email=email, name=name, role="expert", organisation=None, password_hash="x", confirmed=True)
    return emails


def _exhausted(world: World, client_of: ClientOf) -> tuple[str, str]:
    """Of six experts four stepped aside: two sit, where three are needed."""
    code = world.a_scenario("evaluating")
    office = client_of(REVIEWER)
    for ref in world.refs(code):
        office.submit(f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "符合"})
    office.submit(f"/desk/scenarios/{code}/experts", {"draw": "3"})
    ref = world.refs(code)[0]
    for _again in range(4):
        form = {"declare": "interest", "declare_reason": "亲属"}
        client_of(_panel(world, code)[0]).submit(f"/desk/evaluations/{ref}/", form)
    return code, f"/desk/scenarios/{code}/experts/supplement"


def test_an_approver_adds_three_for_one_and_the_missing_is_drawn(world: World, client_of: ClientOf) -> None:
    code, path = _exhausted(world, client_of)
    approver, office = client_of(APPROVER), client_of(REVIEWER)
    assert "请补充专家名册" in approver.get("/desk/notifications/").text
    assert "请审定人从名册中补充" in office.get(f"/desk/scenarios/{code}/experts").text
    assert path in approver.get(f"/desk/scenarios/{code}/claims/").text
    with world.app.app_context():
        late = _join(1, 2)
    few = approver.submit(path, WHY | {"expert": late}, 409).text
    assert "须补充 3 位" in few and "只有 2 位" in few and WHY["source"] in few
    with world.app.app_context():
        late += _join(3, 4)
        round_ = scenario_by_code(code).round
        assert round_ is not None
        before, seated = round_.expert_pool_sha256, set(_panel(world, code))
    assert "正好补充缺额的三倍 3 位，现在选了 2 位" in approver.submit(path, WHY | {"expert": late[:2]}, 422).text
    assert "现在选了 4 位" in approver.submit(path, WHY | {"expert": late}, 422).text
    inside = [*late[:2], "expert1@experts.example"]
    assert "不能补充" in approver.submit(path, WHY | {"expert": inside}, 422).text
    bare = approver.submit(path, {"expert": late[:3]}, 422).text
    assert "请写明从哪个名册补充" in bare and "请写明补充的理由" in bare
    for email in (REVIEWER, "lead@center1.example", "admin@office.example", late[0]):
        client_of(email).post(path, WHY | {"expert": late[:3]}, 403)
    approver.submit(path, WHY | {"expert": late[:3]})
    panel = _panel(world, code)
    assert len(panel) == 3 and seated < set(panel) and (set(panel) - seated) < set(late[:3])
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None and round_.expert_pool is not None
        (event,) = [one for one in audit.history("scenario", code) if one.action == "supplement_pool"]
        assert event.data["pool_sha256_before"] == before and event.reason == WHY["reason"]
        assert event.data["pool_sha256"] == round_.expert_pool_sha256 == draws.pool_sha256(round_.expert_pool)
        assert event.data["experts"] == sorted(person(one).id for one in late[:3])
        draw = panel_queries.draws(round_)[-1]
        assert sum(1 for row in draw.pool if not row["excluded"]) == 3 and size.missing(round_) == 0
    assert "专家名册已补充" in office.get("/desk/notifications/").text
    assert "从市评审专家库补充" in office.get(f"/desk/scenarios/{code}/experts").text
    assert "没有缺额" in approver.submit(path, WHY | {"expert": late[:3]}, 409).text
    for email in panel:
        for ref in world.refs(code):
            world.score(ref, email.partition("@")[0], 90)
    world.act(code, "conclude", REVIEWER)
    with world.app.app_context():
        from marketplace.documents import queries as documents

        (report,) = [one for one in documents.of_round(code, 1) if one.kind == "evaluation_report"]
        assert "从市评审专家库补充3位" in str(report.content) and WHY["reason"] in str(report.content)


def test_nobody_is_added_while_the_pool_suffices_or_once_scores_are_known(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("evaluating")
    path = f"/desk/scenarios/{code}/experts/supplement"
    with world.app.app_context():
        late = _join(*range(1, 10))
    approver, form = client_of(APPROVER), WHY | {"expert": late[:3]}
    assert "还有 6 位可以抽取" in approver.submit(path, form, 409).text
    world.judge(code)
    assert "已经交齐" in approver.submit(path, form, 409).text
    assert len(_panel(world, code)) == 3
    opened = world.a_scenario("open")
    approver.submit(f"/desk/scenarios/{opened}/experts/supplement", form, 409)


def test_who_must_stand_aside_is_not_offered(world: World, client_of: ClientOf) -> None:
    _code, path = _exhausted(world, client_of)
    with world.app.app_context():
        late = _join(1, 2, 3)
        with unit_of_work():
            name = person("lead@investor1.example").organisation.name  # type: ignore[union-attr]
            person(late[0]).profile = {"employers": [{"organisation": name}]}
    refused = client_of(APPROVER).submit(path, WHY | {"expert": late}, 409).text
    assert "后来1" not in refused and "只有 2 位" in refused
