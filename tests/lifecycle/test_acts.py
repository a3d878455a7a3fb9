"""The acts of the lifecycle: who is refused how, what each guard says, what each act brings about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace import clock
from marketplace.errors import Forbidden, Stale, Unmet, WrongState
from marketplace.furniture import times
from marketplace.publications import service as publications
from marketplace.scenarios.service import scenario_by_code
from marketplace.workdays.queries import add_working_days
from tests.lifecycle.steps import CLERK, LEAD, ClientOf, local, post
from tests.world import sheets
from tests.world.world import APPROVER, APPROVER2, REVIEWER, VETTING, World


def test_a_contest_cannot_be_decided_while_claims_come_in(client_of: ClientOf, world: World) -> None:
    """C16: a winner could be named while bids were still coming in."""
    code = world.a_scenario(state="open")
    before = client_of(APPROVER).get(f"/desk/scenarios/{code}/history").text.count("data-action")
    for email, action in ((APPROVER, "announce"), (APPROVER, "award"), (REVIEWER, "conclude")):
        post(client_of(email), code, action, 409, claim="JB-2026-0001")
    assert client_of(APPROVER).get(f"/desk/scenarios/{code}/history").text.count("data-action") == before


@pytest.mark.any_day
def test_an_award_waits_for_the_last_second_of_the_notice(client_of: ClientOf, world: World) -> None:
    """C16, C22."""
    code = world.a_scenario(state="evaluated")
    post(client_of(APPROVER), code, "award", 409)
    world.act(code, "announce", APPROVER, claim=world.first(code))
    world.end_notice(code)
    with world.app.app_context():
        clock.advance(timedelta(seconds=-5))
    assert "公示期至" in post(client_of(APPROVER2), code, "award", 422)
    with world.app.app_context():
        clock.advance(timedelta(seconds=5))
    post(client_of(APPROVER2), code, "award", 302)
    assert world.scenario(code).state == "awarded"


def test_a_person_without_a_row_is_forbidden_and_a_stranger_finds_nothing(client_of: ClientOf, world: World) -> None:
    draft, open_ = world.a_scenario(state="draft"), world.a_scenario(state="open", title="站前停车共享场景")
    client_of(CLERK).post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 403)
    client_of("lead@investor1.example").post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 404)
    client_of("lead@investor1.example").post(f"/desk/scenarios/{open_}/actions/withdraw", {"revision": "1"}, 403)
    client_of(LEAD).post(f"/desk/scenarios/{draft}/actions/fly", {"revision": "1"}, 404)
    for email in (LEAD, REVIEWER, APPROVER, "admin@office.example"):
        client_of(email).post(f"/desk/scenarios/{open_}/actions/close", {"revision": "1"}, 403)
    client_of("").post(f"/desk/scenarios/{draft}/actions/submit", {"revision": "1"}, 401)


def test_a_stale_or_missing_revision_does_nothing(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    client = client_of(REVIEWER)
    client.post(f"/desk/scenarios/{code}/actions/vet", VETTING, 409)
    page = client.post(f"/desk/scenarios/{code}/actions/vet", {**VETTING, "revision": "1"}, 409)
    assert "有依据" in page.text, "what was typed stays on the page"
    assert world.scenario(code).state == "submitted"


def test_a_second_click_changes_nothing_twice(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="draft")
    client = client_of(LEAD)
    revision = client.main(f"/desk/scenarios/{code}/")["revision"]
    client.post(f"/desk/scenarios/{code}/actions/submit", {"revision": revision})
    client.post(f"/desk/scenarios/{code}/actions/submit", {"revision": revision}, 409)


def test_every_missing_thing_is_named_with_a_link_to_it(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(
        state="draft",
        body=sheets.plan(claim_terms={"criteria": [{"name": "方案", "weight": 95}], "contact_email": None}),
    )
    page = post(client_of(LEAD), code, "submit", 422)
    assert (
        "揭榜要求的权重合计为 95，请再分配 5。" in page
        and f"/desk/scenarios/{code}/plan/claim_terms#contact_email" in page
    )


def test_the_page_of_an_act_answers_in_every_state_with_the_reason_why_not(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="draft")
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/award").text
    assert "现在是“草稿”" in page


def test_nobody_approves_what_they_vetted_even_with_another_role(world: World) -> None:
    from marketplace.extensions import unit_of_work
    from tests.world.world import person

    code = world.a_scenario(state="vetted")
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    with pytest.raises(Forbidden, match="你初审了这个场景"):
        world.act(code, "publish", REVIEWER)
    world.act(code, "publish", APPROVER)


def test_a_return_needs_a_comment_and_the_publisher_sees_it_at_the_section(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    post(client_of(REVIEWER), code, "return", 422)
    post(client_of(REVIEWER), code, "return", 302, **{"section_comments-returns": "请补收入依据"})
    clerk = client_of(CLERK)
    assert "请补收入依据" in clerk.get(f"/desk/scenarios/{code}/plan/returns").text
    assert "有意见" in clerk.get(f"/desk/scenarios/{code}/").text
    from tests.world.clients import Forms

    page = clerk.get(f"/desk/scenarios/{code}/plan/returns").text
    settle = next(path for path in Forms(page).forms if path.endswith("/settle"))
    clerk.post(settle)
    assert "有意见" not in clerk.get(f"/desk/scenarios/{code}/").text
    history = client_of(REVIEWER).get(f"/desk/scenarios/{code}/history").text
    assert "请补收入依据" in history


def test_a_comment_counts_as_dealt_with_once_its_section_was_changed_and_reported_again(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario(state="submitted")
    comments = {"section_comments-situation": "请补人数", "section_comments-basics": "请写清地点"}
    world.act(code, "return", REVIEWER, **comments)
    world.advance(days=1)
    world.write_plan(code, {"situation": {"situation": f"<p>{sheets.WORDS}已补人数。</p>"}}, LEAD)
    world.write_plan(code, {"basics": {**sheets.plan()["basics"], "title": world.scenario(code).title}}, LEAD)
    assert "已修改" not in client_of(LEAD).get(f"/desk/scenarios/{code}/plan/situation").text
    world.act(code, "submit", LEAD)
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/vet").text
    changed, unchanged = page.split("请补人数")[0][-200:], page.split("请写清地点")[0][-200:]
    assert "已修改" in changed and "重新上报" in changed, "what was changed is dealt with"
    assert "本节还没有改" in unchanged, "what was only saved again is not"
    assert "有意见" in client_of(LEAD).get(f"/desk/scenarios/{code}/").text


def test_what_a_later_act_will_ask_of_the_plan_is_said_while_it_is_written(client_of: ClientOf, world: World) -> None:
    code = world.a_draft(body=sheets.plan(claim_terms={"claim_days": 19}))
    assert "不能少于 20 天" in client_of(CLERK).get(f"/desk/scenarios/{code}/plan/claim_terms").text
    assert "不能少于 20 天" in post(client_of(LEAD), code, "submit", 422)
    world.write_plan(code, {"claim_terms": sheets.plan(claim_terms={"claim_days": 20})["claim_terms"]}, LEAD)
    page = client_of(CLERK).get(f"/desk/scenarios/{code}/plan/claim_terms").text
    assert "不能少于 20 天" not in page and "先比权重最高的一项" in page
    post(client_of(LEAD), code, "submit", 302)


def test_the_tie_rule_stands_in_the_publication(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="open")
    with world.app.app_context():
        publication = publications.newest(scenario_by_code(code))
        rule, slug = publication.content["contest"]["tie_rule"], publication.slug
        heaviest = max(publication.content["plan"]["claim_terms"]["criteria"], key=lambda row: row["weight"])["name"]
    assert f"“{heaviest}”（权重最高" in rule and "先提交者在前" in rule
    for path in (f"/publications/{slug}/", f"/scenarios/{code}/", f"/scenarios/{code}/versions/1/"):
        assert rule in client_of("").get(path).text


def test_a_plan_typed_in_yuan_is_questioned_and_not_stopped(client_of: ClientOf, world: World) -> None:
    """C106."""
    returns = sheets.plan()["returns"]
    for table in ("investment", "revenue", "cost"):
        for row in returns[table]:
            row["amount_wan"] *= 10_000
    code = world.a_draft(body=sheets.plan(returns=returns))
    page = client_of(CLERK).get(f"/desk/scenarios/{code}/plan/returns").text
    assert "投资合 3,240,000 万元，即 324.00 亿元。是不是按“元”填写了" in page
    assert "是不是按“元”填写了" in client_of(LEAD).get(f"/desk/scenarios/{code}/actions/submit").text
    post(client_of(LEAD), code, "submit", 302)
    assert "是不是按“元”填写了" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/vet").text


def test_each_criterion_wants_a_score_from_1_to_5_and_a_reason(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    page = post(client_of(REVIEWER), code, "vet", 422, **{**VETTING, "score_traction": "6", "reason_leverage": ""})
    assert 'href="#score_traction"' in page and 'href="#reason_leverage"' in page


def test_a_reviewer_returns_before_vetting_an_approver_after(world: World) -> None:
    code = world.a_scenario(state="submitted")
    with pytest.raises(WrongState):
        world.act(code, "return", APPROVER, **{"section_comments-basics": "改"})
    world.act(code, "vet", REVIEWER, **VETTING)
    with pytest.raises(WrongState):
        world.act(code, "return", REVIEWER, **{"section_comments-basics": "改"})
    world.act(code, "return", APPROVER, **{"section_comments-basics": "改"})


@pytest.mark.any_day
def test_a_service_limit_counts_working_days_and_can_be_prolonged_with_a_reason(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario(state="submitted")
    before = world.scenario(code).due_at
    client = client_of(REVIEWER)
    path = f"/desk/scenarios/{code}/prolong"
    client.submit(path, {"days": "3", "reason": ""}, 422, page=f"/desk/scenarios/{code}/")
    client.submit(path, {"days": "x", "reason": "等图纸"}, 422, page=f"/desk/scenarios/{code}/")
    client.submit(path, {"days": "6", "reason": "等图纸"}, 422, page=f"/desk/scenarios/{code}/")
    client.submit(path, {"days": "3", "reason": "等图纸"}, 302, page=f"/desk/scenarios/{code}/")
    with world.app.app_context():
        last = (before - timedelta(seconds=1)).astimezone(clock.SHANGHAI).date()
        assert world.scenario(code).due_at == clock.at(add_working_days(last, 3), 24)
    page = client.get(f"/desk/scenarios/{code}/").text
    assert "延长 3 个工作日" in page and f"{code}/prolong" not in page
    assert "等图纸" in client.get(f"/desk/scenarios/{code}/history").text
    again = {"days": "1", "reason": "再等", "revision": client.main(f"/desk/scenarios/{code}/")["revision"]}
    assert "延长过一次" in client.post(path, again, 422).text
    world.act(code, "vet", REVIEWER, **VETTING)
    client.submit(path, {"days": "1", "reason": "补图"}, page=f"/desk/scenarios/{code}/")


@pytest.mark.any_day
@pytest.mark.parametrize("days", [1, 5])
def test_a_prolongation_ends_where_a_limit_of_the_sum_would(world: World, client_of: ClientOf, days: int) -> None:
    code = world.a_scenario(state="submitted")
    since = world.scenario(code).state_since.astimezone(clock.SHANGHAI).date()
    client_of(REVIEWER).submit(
        f"/desk/scenarios/{code}/prolong", {"days": str(days), "reason": "等图纸"}, page=f"/desk/scenarios/{code}/"
    )
    with world.app.app_context():
        assert world.scenario(code).due_at == clock.at(add_working_days(since, 5 + days), 24)


@pytest.mark.parametrize(
    ("state", "told", "left_alone"),
    [
        ("submitted", (LEAD, CLERK), ("lead@investor1.example", "lead@center2.example")),
        ("evaluating", (LEAD, "lead@investor1.example", "lead@investor2.example"), ("lead@investor3.example",)),
        ("awarded", (LEAD, "winner"), ("lead@investor3.example",)),
    ],
)
def test_a_prolongation_is_told_to_the_publisher_and_to_who_waits_for_it(
    client_of: ClientOf, world: World, state: str, told: tuple[str, ...], left_alone: tuple[str, ...]
) -> None:
    code = world.a_scenario(state=state)
    client_of(REVIEWER).submit(
        f"/desk/scenarios/{code}/prolong", {"days": "2", "reason": "等图纸。"}, page=f"/desk/scenarios/{code}/"
    )
    with world.app.app_context():
        until = times.until(world.scenario(code).due_at, clock.now())
    for email in told:
        page = client_of(world.winner(code) if email == "winner" else email).get("/desk/notifications/").text
        assert "时限延长：" in page and f"延长 2 个工作日，至 {until}。理由：等图纸。这一步由" in page, email
    for email in left_alone:
        assert "时限延长" not in client_of(email).get("/desk/notifications/").text, email


def test_the_public_page_shows_a_prolongation_with_its_new_date_and_its_reason(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario(state="evaluating")
    client_of(REVIEWER).submit(
        f"/desk/scenarios/{code}/prolong", {"days": "4", "reason": "等专家的书面说明"}, page=f"/desk/scenarios/{code}/"
    )
    page = client_of("").get(f"/scenarios/{code}/").text
    with world.app.app_context():
        until = times.until(world.scenario(code).due_at, clock.now())
    assert page.count("等专家的书面说明") == 2 and page.count(until) >= 2


def test_an_act_within_a_state_restarts_no_limit(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="open")
    since = world.scenario(code).state_since
    world.advance(days=3)
    with world.app.app_context():
        later = (clock.today() + timedelta(days=50)).isoformat()
    world.act(code, "amend", APPROVER, reason="顺延", deadline=later)
    assert world.scenario(code).state_since == since


@pytest.mark.any_day
def test_the_deadline_is_17_on_a_working_day_and_shown_before_the_act(client_of: ClientOf, world: World) -> None:
    """C77: the closing date had been entered wrongly and had to be corrected in public."""
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 24}))
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/publish").text
    assert "17:00" in page and "+08:00" in page and "星期" in page and "个工作日" in page and "将发邮件给发布方" in page
    world.act(code, "publish", APPROVER)
    deadline = local(world.scenario(code).deadline)
    from marketplace.workdays.queries import next_working_day

    with world.app.app_context():
        assert deadline.date() == next_working_day(clock.today() + timedelta(days=24))
    assert (deadline.hour, deadline.minute, deadline.second) == (17, 0, 0)


@pytest.mark.any_day
def test_a_deadline_on_a_rest_day_moves_on_and_the_form_says_so(client_of: ClientOf, world: World) -> None:
    """C77."""
    with world.app.app_context():
        days = next(n for n in range(20, 40) if (clock.today() + timedelta(days=n)).weekday() == 5)
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": days}))
    assert "已顺延" in client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/publish").text


def test_a_claim_period_under_twenty_days_is_not_even_reported(world: World) -> None:
    with pytest.raises(Unmet, match="不能少于 20"):
        world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 19}))


@pytest.mark.any_day
def test_an_amendment_of_money_leaves_fifteen_days_and_issues_the_next_version(world: World) -> None:
    code = world.a_scenario(state="open", body=sheets.plan(claim_terms={"claim_days": 20}))
    with pytest.raises(Unmet, match="没有可以公告的变更"):
        world.act(code, "amend", APPROVER, reason="无")
    world.advance(days=15)
    changed = sheets.plan()["returns"]
    changed["investment"][0]["amount_wan"] = 999
    world.write_plan(code, {"returns": changed}, LEAD)
    with world.app.app_context():
        too_early = (clock.today() + timedelta(days=14)).isoformat()
        earliest = clock.today() + timedelta(days=15)
    with pytest.raises(Unmet, match="不能早于"):
        world.act(code, "amend", APPROVER, reason="调整投资", deadline=too_early)
    world.act(code, "amend", APPROVER, reason="调整投资")
    assert local(world.scenario(code).deadline).date() >= earliest
    with world.app.app_context():
        versions = publications.versions(scenario_by_code(code))
        assert [(v.version, v.kind) for v in versions] == [(1, "opening"), (2, "amendment")]
        assert versions[0].content["plan"]["returns"]["investment"][0]["amount_wan"] != 999


@pytest.mark.any_day
def test_a_harmless_amendment_keeps_the_deadline_which_never_moves_earlier(world: World) -> None:
    code = world.a_scenario(state="open")
    before = world.scenario(code).deadline
    ref = world.a_claim(code)
    world.write_plan(code, {"claim_terms": {**sheets.plan()["claim_terms"], "contact_name": "张玥"}}, LEAD)
    with pytest.raises(Unmet, match="不能提前"):
        world.act(
            code, "amend", APPROVER, reason="补充", deadline=(local(before).date() - timedelta(days=1)).isoformat()
        )
    world.act(code, "amend", APPROVER, reason="换联系人")
    assert world.scenario(code).deadline == before and world.claim_state(ref) == "submitted"


@pytest.mark.parametrize(
    ("section", "field", "value"),
    [
        ("operation", "term_years", 9),
        ("operation", "operating_model", "investor_epc"),
        ("positioning", "positioning", sheets.WORDS + "再补一句。"),
        ("claim_terms", "consortium_allowed", False),
    ],
)
def test_what_every_claim_was_computed_or_judged_with_changes_materially(
    world: World, section: str, field: str, value: object
) -> None:
    code = world.a_scenario(state="open", body=sheets.plan(claim_terms={"consortium_allowed": True}))
    ref = world.a_claim(code)
    current = sheets.plan(claim_terms={"consortium_allowed": True})[section]
    assert current[field] != value
    world.write_plan(code, {section: {**current, field: value}}, LEAD)
    world.act(code, "amend", APPROVER, reason="调整")
    assert world.claim_state(ref) == "unconfirmed"


@pytest.mark.parametrize(
    ("section", "field", "value"), [("operation", "selection_method", "negotiation"), ("claim_terms", "min_claims", 4)]
)
def test_how_a_winner_is_found_stays_for_the_whole_round(world: World, section: str, field: str, value: object) -> None:
    code = world.a_scenario(state="open")
    current = sheets.plan()[section]
    assert current.get(field) != value
    world.write_plan(code, {section: {**current, field: value}}, LEAD)
    with pytest.raises(Unmet, match="本轮内不能变更"):
        world.act(code, "amend", APPROVER, reason="调整")


def test_a_deadline_moves_alone_once_and_three_days_before_it(world: World) -> None:
    code, late = world.a_scenario(state="open"), world.a_scenario(state="open", title="第二个社区食堂与助餐场景")
    day = (local(world.scenario(code).deadline).date() + timedelta(days=7)).isoformat()
    world.act(code, "amend", APPROVER, reason="再给些时间", deadline=day)
    moved = world.scenario(code).deadline
    assert local(moved).date().isoformat() >= day
    again = (local(moved).date() + timedelta(7)).isoformat()
    with pytest.raises(Unmet, match="单独延长过一次"):
        world.act(code, "amend", APPROVER, reason="再延长", deadline=again)
    world.write_plan(code, {"claim_terms": {**sheets.plan()["claim_terms"], "contact_name": "张玥"}}, LEAD)
    with pytest.raises(Unmet, match="单独延长过一次"):  # another name beside it is no reason
        world.act(code, "amend", APPROVER, reason="换联系人并延长", deadline=again)
    world.act(code, "amend", APPROVER, reason="换联系人")
    assert world.scenario(code).deadline == moved
    with world.app.app_context():
        clock.advance(world.scenario(late).deadline - clock.now() - timedelta(days=2))
    with pytest.raises(Unmet, match="最迟在截止前 3 天"):
        world.act(late, "amend", APPROVER, reason="再给些时间", deadline=day)


def test_a_longer_claim_period_moves_the_deadline_with_it(world: World) -> None:
    body = sheets.plan(claim_terms={"claim_days": 25})
    code = world.a_scenario(state="open", body=body)
    before = world.scenario(code).deadline
    world.write_plan(code, {"claim_terms": {**body["claim_terms"], "claim_days": 35}}, LEAD)
    world.act(code, "amend", APPROVER, reason="延长")
    assert (local(before).date().isoformat(), local(world.scenario(code).deadline).date().isoformat()) == (
        "2026-03-30",  # 25 days from 3 March is a Saturday
        "2026-04-07",  # 35 days from it is the second day of a long weekend
    )


def test_what_was_judged_is_what_is_issued(world: World) -> None:
    from marketplace.lifecycle import service as lifecycle
    from tests.world.world import person

    code = world.a_scenario(state="open")
    world.write_plan(code, {"positioning": {"positioning": sheets.WORDS}}, LEAD)
    from marketplace.plans import service as plans

    with world.app.app_context():
        seen = plans.document(code, "plan").revision
    world.write_plan(code, {"positioning": {"positioning": sheets.WORDS * 2}}, LEAD)
    with world.app.app_context(), pytest.raises(Stale):
        lifecycle.act(
            code=code,
            action="amend",
            by=person(APPROVER),
            form={"reason": ["补充"]},
            revision=scenario_by_code(code).revision,
            plan_revision=seen,
        )


def test_production_refuses_a_deadline_in_a_year_nobody_has_decided(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = world.a_scenario(state="vetted", body=sheets.plan(claim_terms={"claim_days": 60}))
    world.app.config["DEMO"] = False  # from here on the clock is the real one
    monkeypatch.setattr(clock, "real_now", lambda: datetime(2026, 11, 24, 2, tzinfo=UTC))
    with pytest.raises(Unmet, match="2027 年放假安排尚未录入"):
        world.act(code, "publish", APPROVER)
