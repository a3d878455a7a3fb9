"""What an approver ends rests on another person's proposal; those concerned answer; it is done with a tick, and then waits."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from marketplace import clock
from marketplace.errors import Unmet
from marketplace.extensions import db, unit_of_work
from marketplace.furniture import times
from marketplace.lifecycle import proposals
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications.models import OutboxMail
from marketplace.scenarios.models import Round
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.states import STATES
from marketplace.settings.figures import FIGURES
from marketplace.settings.models import Setting
from marketplace.workdays import queries as workdays
from tests.lifecycle.steps import LEAD, ClientOf, in_chromium
from tests.world.world import APPROVER, APPROVER2, REVIEWER, World, person, upload

ENDS = [("awarded", "forfeit"), ("awarded", "terminate"), ("underway", "terminate"), ("open", "withdraw")]
TICKS = """[...document.querySelectorAll("label.tick")].map((label) => {
    const [box, words] = ["input", "span"].map((one) => label.querySelector(one).getBoundingClientRect());
    const style = getComputedStyle(label);
    return {
        height: label.getBoundingClientRect().height, weight: style.fontWeight, box: [box.width, box.height],
        beside: words.left - box.right, level: Math.abs(words.top - box.top),
    };
})"""
IRREVERSIBLE = {"reject", "annul", "forfeit", "lapse", "terminate", "withdraw"}


def _address(world: World, code: str) -> str:
    with world.app.app_context():
        return f"/desk/proposals/{proposals.of_round(world_round(code))[0].ref}/"


def world_round(code: str) -> Round | None:
    return scenario_by_code(code).round


def test_what_can_be_proposed_is_what_an_approver_can_do() -> None:
    for act in proposals.ACTS:
        rows = [row for row in TABLE.of(act) if "审定人" in str(row.who.name)]
        assert {state for row in rows for state in row.source} == {s.id for s in STATES.values() if act in s.proposes}


@pytest.mark.parametrize(("state", "act"), ENDS)
def test_an_approver_ends_nothing_without_a_proposal_of_three_working_days(world: World, state: str, act: str) -> None:
    code = world.a_scenario(state=state)
    with pytest.raises(Unmet, match="须先由初审人提请"):
        world.act(code, act, APPROVER, comment="揭榜方放弃")
    world.act(code, "propose", REVIEWER, act=act, comment="不签协议")
    with pytest.raises(Unmet, match="答复期至"):
        world.act(code, act, APPROVER, comment="揭榜方放弃")
    with pytest.raises(Unmet, match="不用再次提请"):
        world.act(code, "propose", "reviewer2@office.example", act=act, comment="再提一次")
    with world.app.app_context():
        found = proposals.standing(world_round(code), act)  # type: ignore[arg-type]
        assert found is not None
        clock.advance(found.until - clock.now() - timedelta(seconds=1))
    with pytest.raises(Unmet, match="答复期至"):
        world.act(code, act, APPROVER, comment="揭榜方放弃")
    with world.app.app_context():
        clock.advance(timedelta(seconds=2))
    with world.app.app_context(), unit_of_work():
        person(REVIEWER).role = "approver"
    with pytest.raises(Unmet, match="由另一位审定人办理"):
        world.act(code, act, REVIEWER, comment="揭榜方放弃")
    world.act(code, act, APPROVER, comment="揭榜方放弃")


def test_a_lapse_rests_on_one_too_and_is_proposed_only_when_none_qualifies(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="evaluating")
    with pytest.raises(Unmet, match="资格审查"):
        world.act(code, "propose", REVIEWER, act="lapse", comment="没有合格者")
    for ref in world.refs(code):
        client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", {"eligible": "no", "reason": "无资质"})
    world.decide(code, "lapse", APPROVER, wait=False, comment="没有合格者")
    with pytest.raises(Unmet, match="异议期至"):
        world.act(code, "relaunch", LEAD)
    world.advance(days=14)
    world.act(code, "relaunch", LEAD)


def test_a_written_waiver_shortens_the_hearing_and_the_next_announcement_waits(world: World) -> None:
    code = world.a_scenario(state="awarded")
    world.act(code, "propose", REVIEWER, act="forfeit", comment="揭榜方书面放弃")
    world.act(code, "forfeit", APPROVER, uploads=upload("written_waiver"), comment="书面放弃")
    with pytest.raises(Unmet, match="对取消中榜资格的异议期至"):
        world.act(code, "announce", APPROVER2, claim=world.first(code))
    world.advance(days=14)
    world.act(code, "announce", APPROVER2, claim=world.first(code))


def test_those_concerned_are_told_and_answer_once_in_time_beside_it(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="awarded")
    winner, office = world.winner(code), client_of(REVIEWER)
    loser = next(one for one in ("lead@investor1.example", "lead@investor2.example") if one != winner)
    due = world.scenario(code).due_at
    form = {"act": "forfeit", "comment": "三十日内没有签协议"}
    assert "请填写" in office.submit(f"/desk/scenarios/{code}/actions/propose", {"act": "forfeit"}, 422).text
    office.submit(f"/desk/scenarios/{code}/actions/propose", form)
    assert (world.scenario(code).state, world.scenario(code).due_at) == ("awarded", due)
    told = client_of(winner).get("/desk/notifications/").text
    assert "三十日内没有签协议" in told
    path = _address(world, code)
    assert "三十日内没有签协议" in client_of(LEAD).get(path).text
    client_of(loser).get(path, 404)
    client_of("").get(path, 302)
    client_of(winner).submit(path, {"answer": "协议文本由发布方扣着，我方已盖章。"})
    assert "已经答复" in client_of(winner).submit(path, {"answer": "又一次"}, 409).text
    client_of("member@" + winner.partition("@")[2]).get(path)
    client_of(APPROVER).post(path, {"answer": "代答"}, 403)
    shown = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/forfeit").text
    assert "协议文本由发布方扣着" in shown and "三十日内没有签协议" in shown and "须先由初审人" not in shown
    world.advance(days=14)
    late = client_of(LEAD).submit(path, {"answer": "来不及了"}, 422).text
    assert "答复期已于" in late and "来不及了" in late


def test_a_proposal_to_withdraw_an_open_contest_tells_nobody_who_claims(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="open")
    world.a_claim(code)
    client_of(REVIEWER).submit(f"/desk/scenarios/{code}/actions/propose", {"act": "withdraw", "comment": "用地调整"})
    path = _address(world, code)
    assert "用地调整" in client_of("lead@investor1.example").get("/desk/notifications/").text
    assert "用地调整" not in client_of("lead@investor3.example").get("/desk/notifications/").text
    for organisation in ("investor1", "investor3"):  # one that claims and one that does not: nobody can tell them apart
        client_of(f"lead@{organisation}.example").submit(path, {"answer": f"反对撤回，{organisation[-1]}号意见"})
    page = client_of(REVIEWER).get(path).text
    assert "1号意见" in page and "3号意见" in page and "investor1" not in page and "有限公司" not in page


@pytest.mark.parametrize("action", sorted(IRREVERSIBLE))
def test_what_cannot_be_undone_is_said_and_ticked(action: str) -> None:
    rows = [row for row in TABLE.of(action) if row.form is not None]
    assert rows and all(row.loses and row.danger for row in rows)


def test_without_the_tick_nothing_is_done_and_the_page_says_what_is_lost(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="vetted")
    page = f"/desk/scenarios/{code}/actions/reject"
    client = client_of(APPROVER)
    shown = client.get(page).text
    assert "办理后不能恢复" in shown and 'name="confirm"' in shown
    refused = client.submit(page, {"comment": "不成熟"}, 422).text
    assert "我已知道" in refused and "不成熟" in refused and world.scenario(code).state == "vetted"
    client.submit(page, {"comment": "不成熟", "confirm": "yes"})
    assert world.scenario(code).state == "rejected"


def test_no_contest_is_opened_without_the_fair_competition_review(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="vetted")
    page = f"/desk/scenarios/{code}/actions/publish"
    assert "公平竞争审查" in client_of(APPROVER).submit(page, {}, 422).text
    assert world.scenario(code).state == "vetted"
    client_of(APPROVER).submit(page, {"fair_competition": "passed"})


def test_what_nobody_decides_in_ten_working_days_is_void_and_can_be_proposed_anew(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(state="awarded")
    world.propose(code, "terminate")
    with world.app.app_context():
        found = proposals.standing(world_round(code), "terminate")  # type: ignore[arg-type]
        assert found is not None and found.stands_until is not None
        clock.advance(found.stands_until - clock.now() - timedelta(seconds=1))
        assert proposals.standing(world_round(code), "terminate")  # type: ignore[arg-type]
        clock.advance(timedelta(seconds=2))
    with pytest.raises(Unmet, match="须先由初审人提请"):
        world.act(code, "terminate", APPROVER, comment="揭榜方放弃")
    assert "没有办理，已经失效" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/propose").text
    world.propose(code, "terminate")
    world.act(code, "terminate", APPROVER, comment="揭榜方放弃")


def test_a_page_leads_to_no_proposal(world: World, client_of: ClientOf) -> None:
    page = client_of(REVIEWER).get(f"/desk/scenarios/{world.a_scenario(state='evaluating')}/").text
    assert 'class="button button--second" href="' in page and "/actions/propose" in page
    assert not [line for line in page.split("<a ") if "/actions/propose" in line and 'class="button"' in line]


def test_whoever_proposed_takes_it_back_before_it_is_decided(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="awarded")
    world.act(code, "propose", REVIEWER, act="forfeit", comment="不签协议")
    page, path = f"/desk/scenarios/{code}/actions/retract", _address(world, code)
    overview = f"/desk/scenarios/{code}/"
    assert "/actions/retract" in client_of(REVIEWER).get(overview).text
    for other in ("reviewer2@office.example", APPROVER, LEAD, world.winner(code)):
        assert "/actions/retract" not in client_of(other).get(overview, None).text
        client_of(other).post(page, {"act": "forfeit", "comment": "代为撤回"}, None)
        assert "只能由提请的人撤回" in client_of("reviewer2@office.example").get(page, 403).text
    assert "请填写" in client_of(REVIEWER).submit(page, {"act": "forfeit"}, 422).text
    client_of(REVIEWER).submit(page, {"act": "forfeit", "comment": "揭榜方已经签约"})
    for told in (APPROVER, LEAD, world.winner(code)):
        text = client_of(told).get("/desk/notifications/").text
        assert "提请已撤回" in text and "揭榜方已经签约" in text, told
    shown = client_of(LEAD).get(path).text
    assert "撤回理由：揭榜方已经签约" in shown and "提请已经撤回，不用答复" in shown
    client_of(LEAD).post(path, {"answer": "已经没有意义的答复"}, 409)
    assert "撤回提请" in client_of(REVIEWER).get(f"{overview}history").text
    world.advance(days=14)
    with pytest.raises(Unmet, match="须先由初审人提请"):
        world.act(code, "forfeit", APPROVER, comment="揭榜方放弃")
    client_of(REVIEWER).get(page, 403)
    world.decide(code, "terminate", APPROVER, wait=False, comment="另有原因")


def test_of_two_proposals_each_takes_back_their_own(world: World, client_of: ClientOf) -> None:
    code, page = world.a_scenario(state="awarded"), "/desk/scenarios/{}/actions/retract"
    world.act(code, "propose", REVIEWER, act="forfeit", comment="不签协议")
    world.act(code, "propose", "reviewer2@office.example", act="terminate", comment="用地调整")
    form = {"act": "terminate", "comment": "替他撤回"}
    assert "不是你提请的" in client_of(REVIEWER).submit(page.format(code), form, 422).text
    client_of(REVIEWER).submit(page.format(code), {"act": "forfeit", "comment": "已经签约"})
    with world.app.app_context():
        assert [one.act for one in proposals.all_standing(world_round(code))] == ["terminate"]


def test_the_approver_reads_the_day_by_which_to_decide(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="awarded")
    world.act(code, "propose", REVIEWER, act="terminate", comment="用地调整")
    with world.app.app_context():
        (found,) = proposals.all_standing(world_round(code))
        assert found.stands_until is not None
        day = times.until_in_full(found.stands_until)
        last = workdays.add_working_days(found.at.astimezone(clock.SHANGHAI).date(), 13)
        assert day == f"{times.day(last)} 24:00"
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.to == APPROVER).order_by(OutboxMail.id)).all()
        assert f"请在 {day} 前决定" in mails[-1].body
    assert f"由审定人在 {day} 前决定" in client_of(LEAD).get(_address(world, code)).text
    assert "提请终止，答复期至" in client_of(APPROVER).get("/desk/").text
    with world.app.app_context():
        clock.advance(found.until - clock.now() + timedelta(seconds=1))
    assert "提请终止，请决定" in client_of(APPROVER).get("/desk/").text
    assert "提请终止" not in client_of(REVIEWER).get("/desk/").text.partition("最近")[0]


def test_the_days_of_a_proposal_are_figures_and_a_round_keeps_those_it_was_published_with(world: World) -> None:
    code = world.a_scenario(state="awarded")
    with world.app.app_context():
        now, by = clock.now(), person("admin@office.example")
        for key, days in (("proposal_answer_days", 5), ("proposal_decide_days", 6), ("end_objection_days", 8)):
            with unit_of_work() as session:
                session.add(Setting(key=key, value=days, effective_from=now, at=now, by_id=by.id, reason="试"))
    world.act(code, "propose", REVIEWER, act="terminate", comment="用地调整")
    with world.app.app_context():
        (found,) = proposals.all_standing(world_round(code))
        assert found.stands_until is not None
        assert workdays.end_of_working_days(found.at, 3) == found.until, "those concerned keep what was published"
        assert workdays.end_of_working_days(found.at, 9) == found.stands_until, (
            "the office's own term is in force at once"
        )
    assert {FIGURES[key].least for key in ("proposal_answer_days", "end_objection_days")} == {3, 5}


@pytest.mark.parametrize("width", [1280, 390])
def test_a_tick_stands_beside_its_words_and_is_large_enough_for_a_finger(
    world: World, client_of: ClientOf, chromium: Browser, width: int
) -> None:
    path = f"/desk/scenarios/{world.a_scenario(state='vetted')}/actions/reject"
    with in_chromium(chromium, client_of(APPROVER), path, width) as shown:
        ticks = shown.evaluate(TICKS)
    assert ticks
    for tick in ticks:
        assert tick["height"] >= 44 and tick["box"] == [20, 20], tick
        assert tick["weight"] == "400" and 0 < tick["beside"] <= 12 and tick["level"] < 12, tick
