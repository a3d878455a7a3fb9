"""Questions and answers: asked by any organisation, answered by the publisher, released by the office, to all at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.audit import queries as audit
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.questions.queries import closes_at
from marketplace.scenarios.service import scenario_by_code
from marketplace.workdays.queries import working_days_between
from tests.world.clients import Client
from tests.world.world import APPROVER, REVIEWER, World, person

ClientOf = Callable[[str], Client]
L1, L2, PUBLISHER, CLERK = (
    "lead@investor1.example",
    "lead@investor2.example",
    "lead@center1.example",
    "clerk@center1.example",
)
TEXT = "厨房设备的产权在期满后归谁，能否折价？"
REPLY = "归社区所有，不折价，见方案第六部分。"


@pytest.fixture
def code(world: World) -> str:
    """A scenario in its contest."""
    return world.a_scenario("open")


def _ask(client: Client, code: str, text: str = TEXT, status: int = 302) -> str:
    return client.submit(f"/scenarios/{code}/questions/", {"question": text}, status).text


def _refs(client: Client, code: str) -> list[str]:
    return re.findall(r'id="q-(\w+)"', client.get(f"/desk/scenarios/{code}/questions/").text)


def _told(world: World, email: str) -> list[Notification]:
    with world.app.app_context():
        from marketplace.extensions import db

        return list(db.session.scalars(select(Notification).where(Notification.person_id == person(email).id)))


def _answered(client_of: ClientOf, code: str, text: str = TEXT, asker: str = L1) -> str:
    _ask(client_of(asker), code, text)
    ref = next(
        r
        for r in _refs(client_of(PUBLISHER), code)
        if text in client_of(PUBLISHER).get(f"/desk/questions/{r}/answer", None).text
    )
    client_of(CLERK).submit(f"/desk/questions/{ref}/answer", {"answer": REPLY})
    return ref


def _to(world: World, code: str, **before: int) -> None:
    """Move the clock to that long before the deadline."""
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        clock.advance(round_.deadline - timedelta(**before) - clock.now())


def test_a_question_is_answered_and_becomes_public_for_all_at_one_moment(
    client_of: ClientOf, world: World, code: str
) -> None:
    _ask(client_of(L1), code)
    (ref,) = _refs(client_of(CLERK), code)
    path, public = f"/desk/questions/{ref}", f"/scenarios/{code}/questions/"
    client_of(REVIEWER).post(f"{path}/release", {"revision": "1"}, 409)
    client_of(CLERK).submit(f"{path}/answer", {"answer": "先这样答复。"})
    stale = client_of(CLERK).post(f"{path}/answer", {"answer": "另一个窗口", "revision": "1"}, 409).text
    assert "另一个窗口" in stale and "先这样答复" in stale
    client_of(PUBLISHER).submit(f"{path}/answer", {"answer": REPLY})
    for reader in ("", L1, L2, "lead@center2.example"):
        assert REPLY not in client_of(reader).get(public).text
    client_of(REVIEWER).post(f"{path}/release", {"revision": "2"}, 409)
    client_of(REVIEWER).submit(f"{path}/release")
    for reader in ("", L1, L2, PUBLISHER):
        page = client_of(reader).get(public).text
        assert TEXT in page and REPLY in page
    assert REPLY in client_of("").get(f"/scenarios/{code}/").text
    client_of(PUBLISHER).submit(f"{path}/answer", {"answer": "改主意"}, 409)
    client_of(REVIEWER).post(f"{path}/release", {"revision": "4"}, 409)


def test_who_asks_answers_and_releases(client_of: ClientOf, world: World, code: str) -> None:
    public = f"/scenarios/{code}/questions/"
    client_of("").post(public, {"question": TEXT}, 401)
    for email in (PUBLISHER, CLERK, REVIEWER, APPROVER, "expert1@experts.example"):
        client_of(email).post(public, {"question": TEXT}, 403)
    for email in ("lead@center2.example", "lead@investor5.example", "member@investor1.example"):
        _ask(client_of(email), code)
    ref = _refs(client_of(REVIEWER), code)[0]
    for email in (L1, "lead@center2.example", "expert1@experts.example"):
        client_of(email).get(f"/desk/scenarios/{code}/questions/", 403)
        client_of(email).get(f"/desk/questions/{ref}/answer", 404)
        client_of(email).post(f"/desk/questions/{ref}/release", {}, 404)
    client_of(REVIEWER).post(f"/desk/questions/{ref}/answer", {"answer": REPLY, "revision": "1"}, 403)
    for email in (PUBLISHER, APPROVER):
        client_of(email).post(f"/desk/questions/{ref}/release", {"revision": "1"}, 403)


@pytest.mark.any_day
def test_questions_close_before_the_deadline_and_an_amendment_moves_that_moment(
    client_of: ClientOf, world: World, code: str
) -> None:
    _to(world, code, days=5, seconds=-60)
    page = _ask(client_of(L1), code, status=422)
    assert TEXT in page and "提问已于" in page
    with world.app.app_context():
        later = (clock.today() + timedelta(days=30)).isoformat()
    world.act(code, "amend", APPROVER, reason="顺延截止", deadline=later)
    _ask(client_of(L1), code)
    draft = world.a_draft(title="另一个没有推介过的场景")
    client_of(L1).post(f"/scenarios/{draft}/questions/", {"question": TEXT}, 404)
    world.decide(code, "withdraw", APPROVER, comment="不办了")
    assert TEXT in _ask(client_of(L1), code, status=409)


def test_a_question_that_names_its_asker_is_to_be_changed_first(client_of: ClientOf, world: World, code: str) -> None:
    for mark in (
        "investor1 有限公司",
        "INVESTOR1",
        "investor1有限公司",
        "91341600ma8ex01a23",
        "lead@investor1.example",
    ):
        page = _ask(client_of(L1), code, f"我们{mark}想问设备归谁。", 422)
        assert "请删去后再提交" in page and mark in page
    _ask(client_of(L1), code, "", 422)
    _ask(client_of(L1), code, "问" * 2001, 422)
    _ask(client_of(L1), code, "investor2 做过的同类场景可以作业绩吗？leadership 又怎样算？")
    assert len(_refs(client_of(CLERK), code)) == 1


def test_a_question_sent_twice_is_asked_once(client_of: ClientOf, code: str) -> None:
    for _click in range(2):
        client_of(L1).post(f"/scenarios/{code}/questions/", {"question": TEXT, "once": "one"})
    assert len(_refs(client_of(CLERK), code)) == 1


def test_everyone_is_told_once_and_the_desks_show_what_is_due(client_of: ClientOf, world: World, code: str) -> None:
    world.a_claim(code, "investor1")
    world.a_claim(code, "investor3", submit=False)
    ref = _answered(client_of, code, asker=L1)
    (asked,) = [row for row in _told(world, CLERK) if "待答复提问" in row.title]
    assert TEXT in asked.body and "请在" in asked.body and asked.link == f"/desk/questions/{ref}/answer"
    assert f"/desk/questions/{ref}/release" in client_of(REVIEWER).get("/desk/").text
    client_of(REVIEWER).submit(f"/desk/questions/{ref}/release")
    assert f"/desk/questions/{ref}" not in client_of(REVIEWER).get("/desk/").text
    for email, count in ((L1, 1), ("member@investor1.example", 1), ("lead@investor3.example", 1), (L2, 0), (CLERK, 0)):
        rows = [row for row in _told(world, email) if "答疑公开" in row.title]
        assert len(rows) == count, email
    with world.app.app_context():
        from marketplace.extensions import db

        round_ = scenario_by_code(code).round
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.kept_subject.contains("答疑公开"))).all()
        assert len(mails) == 4 and round_ is not None and {mail.masked_until for mail in mails} == {round_.deadline}


@pytest.mark.any_day
def test_what_is_not_public_a_day_before_the_deadline_alarms_the_office_once(
    client_of: ClientOf, world: World, code: str
) -> None:
    _ask(client_of(L1), code)
    assert "待答复提问" in client_of(CLERK).get("/desk/").text
    _answered(client_of, code, "第二个问题：押金多少？", L2)
    _to(world, code, days=1, seconds=60)
    world.advance(seconds=1)
    assert not [row for row in _told(world, APPROVER) if row.title.startswith("提问尚未")]
    world.advance(seconds=120)
    world.advance(hours=1)
    for email in (REVIEWER, APPROVER):
        assert len([row for row in _told(world, email) if row.title.startswith("提问尚未")]) == 2
    assert not [row for row in _told(world, CLERK) if row.title.startswith("提问尚未")]


def test_a_relaunched_scenario_keeps_the_answers_of_its_earlier_round(
    client_of: ClientOf, world: World, code: str
) -> None:
    ref = _answered(client_of, code)
    client_of(REVIEWER).submit(f"/desk/questions/{ref}/release")
    world.close(code)
    world.act(code, "relaunch", PUBLISHER)
    page = client_of("").get(f"/scenarios/{code}/questions/").text
    assert "第 1 轮，1 条" in page and REPLY in page


def test_a_question_nobody_answered_is_published_at_the_deadline_with_who_owed_it(
    client_of: ClientOf, world: World, code: str
) -> None:
    _ask(client_of(L1), code)
    answered = _answered(client_of, code, "第二个问题：押金多少？", L2)
    world.a_claim(code, "investor1")
    for path in (f"/scenarios/{code}/questions/", f"/scenarios/{code}/"):
        assert TEXT not in client_of("").get(path).text
    world.close(code)
    assert "待答复提问" not in client_of(CLERK).get("/desk/").text
    with world.app.app_context():
        publisher = scenario_by_code(code).publisher.name
    for path in (f"/scenarios/{code}/questions/", f"/scenarios/{code}/"):
        page = client_of("").get(path).text
        assert TEXT in page and f"前没有答复；应由{publisher}答复" in page
        assert "押金多少" in page and "应由区城市办公开" in page and REPLY not in page
        assert "investor1" not in page.split(TEXT)[1].split("</article>")[0]
    (ref,) = [one for one in _refs(client_of(CLERK), code) if one != answered]
    late = client_of(CLERK).post(f"/desk/questions/{ref}/answer", {"answer": REPLY, "revision": "1"}, 422).text
    assert REPLY in late and "已按未答复公开" in late
    client_of(REVIEWER).post(f"/desk/questions/{answered}/release", {"revision": "2"}, 422)
    page = client_of(L1).get(f"/scenarios/{code}/questions/").text
    assert "揭榜截止前没有公开答复" in page and "答复期限" not in page


def test_an_answer_is_released_while_claimants_have_a_day_to_use_it(
    client_of: ClientOf, world: World, code: str
) -> None:
    first, second = _answered(client_of, code), _answered(client_of, code, "第二个问题：押金多少？", L2)
    _to(world, code, days=1, seconds=60)
    client_of(REVIEWER).submit(f"/desk/questions/{first}/release")
    world.advance(seconds=61)
    page = client_of(REVIEWER).get(f"/desk/questions/{second}/release").text
    assert "不足一天" in page
    client_of(REVIEWER).post(f"/desk/questions/{second}/release", {"revision": "2"}, 422)


def test_one_asks_until_five_working_days_before_the_deadline(client_of: ClientOf, world: World, code: str) -> None:
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        closes, deadline = closes_at(round_), round_.deadline
        assert (
            working_days_between(closes.astimezone(clock.SHANGHAI).date(), deadline.astimezone(clock.SHANGHAI).date())
            == 5
        )
        clock.advance(closes - clock.now() - timedelta(seconds=30))
    _ask(client_of(L1), code)
    world.advance(seconds=31)
    _ask(client_of(L2), code, "第二个问题：押金多少？", 422)


def test_an_answer_written_anew_is_told_once_and_only_its_release_stands_in_the_scenario_s_history(
    client_of: ClientOf, world: World, code: str
) -> None:
    ref = _answered(client_of, code)
    client_of(CLERK).submit(f"/desk/questions/{ref}/answer", {"answer": "再核对过：" + REPLY})
    assert len([row for row in _told(world, REVIEWER) if row.title.startswith("待公开答复")]) == 1
    client_of(REVIEWER).submit(f"/desk/questions/{ref}/release")
    with world.app.app_context():
        answered = audit.history("question", ref)
        released = [event for event in audit.history("scenario", code) if event.action == "release_answer"]
    assert [event.action for event in answered] == ["ask", "answer_question", "answer_question"]
    assert [(event.public, event.data["question"]) for event in released] == [(True, ref)]


def test_the_publisher_still_answers_on_the_last_day_and_the_page_lets_it(
    client_of: ClientOf, world: World, code: str
) -> None:
    _ask(client_of(L1), code)
    (ref,) = _refs(client_of(CLERK), code)
    _to(world, code, hours=12)
    assert "disabled" not in client_of(CLERK).get(f"/desk/questions/{ref}/answer").text
    client_of(CLERK).submit(f"/desk/questions/{ref}/answer", {"answer": REPLY})
