"""Objections to a result: by anyone with a name, answered in writing, once, by another person."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlalchemy import select

from marketplace import clock
from marketplace.audit import queries as audit
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.objections import answers, raising
from marketplace.objections.models import Objection
from marketplace.scenarios.service import scenario_by_code
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, PDF, REVIEWER, World

ClientOf = Callable[[str], Client]
RIVAL = "lead@investor2.example"
TEXT = {"name": "王大力", "contact": "0558-5550123", "objection": "第二名的运营年限写错了，请复核。"}


@pytest.fixture
def code(world: World) -> str:
    """A scenario on public notice."""
    return world.a_scenario("notice")


def _raise(client: Client, code: str, status: int = 302, **changes: str) -> str:
    path = f"/scenarios/{code}/objections/"
    return client.submit(path, {**TEXT, **changes}, status).text


def _mail_to(world: World, address: str, words: str) -> str:
    with world.app.app_context():
        mails = db.session.scalars(select(OutboxMail).where(OutboxMail.to == address).order_by(OutboxMail.id))
        return [mail.body for mail in mails if words in mail.subject][-1]


def _rows(world: World) -> list[dict[str, object]]:
    with world.app.app_context():
        now = clock.now()
        rows = db.session.scalars(select(Objection).order_by(Objection.id)).all()
        return [{"ref": r.ref, "counts": r.counts_at(now), "texts": len(r.texts), "decision": r.decision} for r in rows]


def _decide_path(client_of: ClientOf, code: str) -> str:
    page = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    return str(re.findall(r'href="(/desk/objections/\w+/decide)"', page)[0])


def test_a_citizen_objects_and_reads_the_answer_without_being_named(
    client_of: ClientOf, world: World, code: str
) -> None:
    visitor = client_of("")
    _raise(visitor, code)
    public = visitor.get(f"/scenarios/{code}/objections/").text
    assert TEXT["objection"] not in public and TEXT["name"] not in public and "1 条正在答复" in public
    path = _decide_path(client_of, code)
    assert TEXT["name"] in client_of(APPROVER2).get(path).text
    assert "写了一半" in client_of(APPROVER2).submit(path, {"answer": "写了一半"}, 422).text
    client_of(APPROVER2).submit(path, {"decision": "rejected", "answer": "经核对原件，年限无误。"})
    client_of(APPROVER2).post(path, {"decision": "upheld", "answer": "改主意了"}, 409)
    public = visitor.get(f"/scenarios/{code}/objections/").text
    assert (
        TEXT["objection"] in public
        and "年限无误" in public
        and TEXT["name"] not in public
        and TEXT["contact"] not in public
    )


def test_who_answers_an_objection(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of("lead@investor2.example"), code, name="investor2 有限公司")
    path = _decide_path(client_of, code)
    for email in (
        APPROVER,
        "reviewer@office.example",
        "lead@center1.example",
        "lead@investor2.example",
        "admin@office.example",
    ):
        client_of(email).post(path, {"decision": "rejected", "answer": "x"}, 403)
    page = client_of("lead@center1.example").get(f"/desk/scenarios/{code}/objections/").text
    assert TEXT["objection"] in page and TEXT["contact"] not in page
    client_of("lead@investor2.example").get(f"/desk/scenarios/{code}/objections/", 403)
    client_of(APPROVER2).post("/desk/objections/nonsense/decide", {"decision": "rejected", "answer": "x"}, 404)


def test_an_open_or_upheld_objection_stops_the_award(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(""), code)
    world.end_notice(code)
    award = f"/desk/scenarios/{code}/actions/award"
    assert "1 条异议未答复" in client_of(APPROVER2).submit(award, status=422).text
    path, upheld = _decide_path(client_of, code), {"decision": "upheld", "answer": "确有错误，重新评。"}
    client_of(APPROVER2).submit(path, upheld)
    assert "1 条异议未答复" in client_of(APPROVER2).submit(award, status=422).text, "one person alone upholds nothing"
    assert "确有错误" not in client_of("").get(f"/scenarios/{code}/objections/").text
    for email, why in ((APPROVER2, "须由没有参与"), (APPROVER, "你公示了"), (REVIEWER, "你作出了评榜结论")):
        assert why in client_of(email).post(path, upheld, 403).text
    second = client_of("reviewer2@office.example")
    assert "拟定成立" in second.get("/desk/notifications/").text and "确有错误" in second.get(path).text
    second.submit(path, {"decision": "rejected", "answer": "依据不足，请再核。"})
    client_of(APPROVER2).submit(path, upheld)
    second.submit(path, {"decision": "upheld", "answer": "同意。"})
    assert "确有错误" in client_of("").get(f"/scenarios/{code}/objections/").text
    assert "只能撤销公示" in client_of(APPROVER2).submit(award, status=422).text


@pytest.mark.any_day
def test_objections_are_taken_while_the_notice_runs(client_of: ClientOf, world: World, code: str) -> None:
    for missing in TEXT:
        page = _raise(client_of(""), code, 422, **{missing: ""})
        assert all(word in page for name, word in TEXT.items() if name != missing)
    for field, typed in (
        ("name", "x" * 101),
        ("objection", "\x00"),
        ("contact", "y" * 500),
        ("contact", "找王大力"),
        ("contact", "wang＠例子.中国"),
        ("about", "terms"),
        ("about", "nonsense"),
        ("claim", "JB-2026-9999"),
    ):
        _raise(client_of(""), code, 422, **{field: typed})
    world.end_notice(code)
    assert TEXT["objection"] in _raise(client_of(""), code, 422)


def test_about_experts_one_objects_for_five_working_days_after_their_names_are_published(
    client_of: ClientOf, world: World, code: str
) -> None:
    world.end_notice(code)
    world.act(code, "award", APPROVER2)
    assert "对专家的异议" in client_of("").get(f"/scenarios/{code}/").text
    page = client_of("").get(f"/scenarios/{code}/objections/").text
    assert "对专家的异议" in page and 'name="about"' not in page and 'name="claim"' not in page
    assert "对专家" in _raise(client_of(""), code, 422, about="claim")
    _raise(client_of(RIVAL), code)
    path = _decide_path(client_of, code)
    client_of(APPROVER2).submit(path, {"decision": "upheld", "answer": "任职过。", "about_experts": "yes"})
    client_of("reviewer2@office.example").submit(path, {"decision": "upheld", "answer": "同意。"})
    assert "提请终止揭榜" in _mail_to(world, RIVAL, "异议已答复")
    world.advance(days=12)
    assert TEXT["objection"] in _raise(client_of(""), code, 422)
    world.write_implementation(code)
    world.act(code, "submit_plan", world.winner(code))


def test_an_objection_sent_twice_is_taken_once(client_of: ClientOf, world: World, code: str) -> None:
    visitor = client_of("")
    visitor.get(f"/scenarios/{code}/objections/")
    for _click in range(2):
        visitor.post(f"/scenarios/{code}/objections/", {**TEXT, "once": "one"})
    assert "1 条正在答复" in visitor.get(f"/scenarios/{code}/objections/").text


def test_a_scenario_never_published_takes_none(client_of: ClientOf, world: World) -> None:
    draft = world.a_draft()
    client_of("").get(f"/scenarios/{draft}/objections/", 404)
    client_of("").post(f"/scenarios/{draft}/objections/", TEXT, 404)
    world.a_scenario("open", title="另一个在揭榜中的场景")


def test_another_text_of_the_same_objector_is_added_to_the_open_one(
    client_of: ClientOf, world: World, code: str
) -> None:
    citizen = client_of("")
    _raise(citizen, code)
    _raise(citizen, code, contact="０５５８—5550123", objection="再补充一点：得分合计有误。", remedy="重新合计。")
    assert [row["texts"] for row in _rows(world)] == [2]
    for email, text in ((RIVAL, "甲"), ("member@investor1.example", "乙"), ("lead@investor1.example", "丙")):
        _raise(client_of(email), code, objection=text)
    _raise(client_of(RIVAL), code, about="experts")
    assert [row["texts"] for row in _rows(world)] == [2, 1, 2, 1]
    path = _decide_path(client_of, code)
    page = client_of(APPROVER2).get(path).text
    assert "得分合计有误" in page and "重新合计" in page
    client_of(APPROVER2).submit(path, {"decision": "rejected", "answer": "核对无误。"})
    _raise(citizen, code)
    assert len(_rows(world)) == 5
    for n in range(11):
        _raise(citizen, code, 302 if n < 10 else 422)
    assert "单独核实" in citizen.get(f"/scenarios/{code}/objections/").text


@pytest.mark.parametrize("contact", [TEXT["contact"], "wang@citizen.example"])
def test_nobody_silences_another_by_naming_their_contact(
    client_of: ClientOf, world: World, code: str, contact: str
) -> None:
    """What was left under a contact belongs to whoever left it: neither swallowed, nor voided, nor counted against another."""
    insider, victim = client_of(""), client_of("")
    for n in range(11):
        _raise(insider, code, name="冒用的人", contact=contact, objection=f"空话 {n}。")
    _raise(victim, code, contact=contact, objection="得分合计有误。")
    _raise(insider, code, contact=contact, objection="冒用同一姓名的空话。")
    _raise(victim, code, contact=contact, objection="再补充一点。")
    first, own, third = _rows(world)
    assert [first["texts"], own["texts"], third["texts"]] == [11, 2, 1]
    if "@" in contact:
        path = re.findall(r"(/objections/confirm/[^\s]+)", _mail_to(world, contact, "请确认你的异议"))
        assert path
        return
    assert [row["counts"] for row in _rows(world)] == [True, False, False], "one of a number, until it is called"
    for ref, outcome in ((first["ref"], "denied"), (own["ref"], "reached"), (third["ref"], "denied")):
        client_of(REVIEWER).submit(f"/desk/objections/{ref}/call", {"outcome": outcome})
    assert [row["counts"] for row in _rows(world)] == [False, True, False]
    form = {"decision": "rejected", "answer": "核对无误。"}
    client_of(APPROVER2).submit(f"/desk/objections/{own['ref']}/decide", form)
    assert [row["decision"] for row in _rows(world)] == ["", "rejected", ""]


def test_a_confirmed_objection_takes_nothing_from_others_who_name_its_contact(
    client_of: ClientOf, world: World, code: str
) -> None:
    _raise(client_of(RIVAL), code, contact=RIVAL)
    _raise(client_of(""), code, contact=RIVAL, objection="未登录的人留了它的邮箱。")
    assert [(row["texts"], row["counts"]) for row in _rows(world)] == [(1, True), (1, False)]


def test_one_network_address_leaves_ten_an_hour_and_who_signed_in_is_not_stopped(
    client_of: ClientOf, world: World, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(raising, "_stops_places", lambda: True)
    for n in range(10):
        _raise(client_of(""), code, contact=f"0558-55501{n:02}", objection=f"第 {n} 条。")
    path = f"/scenarios/{code}/objections/"
    refused = client_of("").submit(path, {**TEXT, "objection": "第十一条，写了很久。"}, 429)
    assert int(refused.headers["Retry-After"]) > 3000 and "第十一条，写了很久。" in refused.text
    assert "登录后提出" in refused.text and len(_rows(world)) == 10
    _raise(client_of(RIVAL), code)
    world.advance(hours=1)
    _raise(client_of(""), code)
    assert len(_rows(world)) == 12


def test_the_same_words_about_another_claim_or_with_other_evidence_are_answered_by_themselves(
    client_of: ClientOf, world: World, code: str
) -> None:
    first, second = world.refs(code)
    same = {**TEXT, "about": "claim", "objection": "业绩材料与事实不符，请核查。"}
    path = f"/scenarios/{code}/objections/"
    for email, claim in ((RIVAL, first), ("lead@investor1.example", second), ("lead@investor3.example", second)):
        client_of(email).submit(path, {**same, "claim": claim})
    evidence = {**same, "claim": second, "file": (BytesIO(PDF), "证据.pdf")}
    client_of("lead@investor4.example").submit(path, evidence)
    with world.app.app_context():
        rows = db.session.scalars(select(Objection).order_by(Objection.id)).all()
        assert [len(answers.alike(row)) for row in rows] == [1, 2, 2, 1]


def test_a_citizens_address_is_confirmed_by_a_link_and_counts_from_the_filing(
    client_of: ClientOf, world: World, code: str
) -> None:
    mail = "wang@citizen.example"
    visitor = client_of("")
    _raise(visitor, code, contact="Ｗang@citizen.example")
    public = f"/scenarios/{code}/objections/"
    assert "/objections/confirm/" in visitor.get(public).text
    assert "/objections/confirm/" not in client_of("").get(public).text
    assert "条正在答复" not in client_of("").get(public).text
    assert "异议待书面答复" not in client_of(APPROVER2).get("/desk/").text
    link = re.findall(r"/objections/confirm/\S+", _mail_to(world, mail, "请确认你的异议"))[0]
    world.end_notice(code)
    for _scan in range(3):
        assert "确认是我提出的" in client_of("").get(link).text
    assert "1 条异议未答复" not in client_of(APPROVER2).get(f"/desk/scenarios/{code}/actions/award").text
    client_of("").submit(link)
    client_of("").post(link, {}, 409)
    client_of("").get(link + "x", 404)
    assert (
        "1 条正在答复" in client_of("").get(public).text and "异议待书面答复" in client_of(APPROVER2).get("/desk/").text
    )
    assert "1 条异议未答复" in client_of(APPROVER2).submit(f"/desk/scenarios/{code}/actions/award", status=422).text
    client_of(APPROVER2).submit(_decide_path(client_of, code), {"decision": "rejected", "answer": "核对无误。"})
    assert "核对无误" in _mail_to(world, mail, "异议已答复")


def test_the_desk_says_whom_to_call_and_keeps_who_called_and_when(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(""), code)
    assert "回电王大力：核实是否本人提出" in client_of(REVIEWER).get("/desk/").text
    (ref,) = [row["ref"] for row in _rows(world)]
    call = f"/desk/objections/{ref}/call"
    for email in ("admin@office.example", RIVAL, "lead@center1.example"):
        client_of(email).post(call, {"outcome": "reached"}, 403)
    client_of(REVIEWER).submit(call, {"note": "写了一半"}, 422)
    client_of(REVIEWER).submit(call, {"outcome": "missed", "note": "无人接听"})
    client_of(REVIEWER).submit(call, {"outcome": "reached", "note": "本人接听"})
    client_of(REVIEWER).post(call, {"outcome": "reached"}, 409)
    client_of(APPROVER2).submit(_decide_path(client_of, code), {"decision": "rejected", "answer": "核对无误。"})
    assert "回电王大力：告知书面答复" in client_of(REVIEWER).get("/desk/").text
    client_of(REVIEWER).submit(call, {"outcome": "reached"})
    assert "回电王大力" not in client_of(REVIEWER).get("/desk/").text
    page = client_of(REVIEWER).get(call).text
    assert "无人接听" in page and "本人接听" in page and "告知书面答复" in page
    with world.app.app_context():
        events = audit.history("objection", str(ref))
        assert [e.action for e in events].count("call_objector") == 3 and all(e.at for e in events)


def test_who_says_that_it_is_not_theirs_is_not_answered(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(""), code)
    (ref,) = [row["ref"] for row in _rows(world)]
    client_of(REVIEWER).submit(f"/desk/objections/{ref}/call", {"outcome": "denied"})
    world.end_notice(code)
    form = {"decision": "upheld", "answer": "成立"}
    client_of(APPROVER2).post(f"/desk/objections/{ref}/decide", form, 409)
    world.act(code, "award", APPROVER2)


def test_thirteen_from_one_client_neither_all_count_nor_block_for_good(
    client_of: ClientOf, world: World, code: str
) -> None:
    one = client_of("")
    for n in range(13):
        _raise(one, code, name=f"市民{n}", contact=f"0558-55501{n:02}", objection=f"第 {n} 条不同的意见。")
        _raise(one, code, name=f"市民{n}", contact=f"citizen{n}@citizen.example", objection=f"又是第 {n} 条。")
    assert sum(bool(row["counts"]) for row in _rows(world)) == 1
    assert "1 条正在答复" in one.get(f"/scenarios/{code}/objections/").text
    world.end_notice(code)
    award = f"/desk/scenarios/{code}/actions/award"
    client_of(APPROVER2).submit(award, status=422)
    world.advance(days=5)
    assert "视为已核实" in client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    client_of(APPROVER2).submit(award)


def test_those_that_say_the_same_are_answered_together(client_of: ClientOf, world: World, code: str) -> None:
    for n in range(3):
        _raise(client_of(""), code, name=f"市民{n}", contact=f"0558-555010{n}", objection="得分  合计有误 ，请复核！")
    world.end_notice(code)
    award = f"/desk/scenarios/{code}/actions/award"
    assert "有 1 条异议未答复" in client_of(APPROVER2).submit(award, status=422).text
    path = _decide_path(client_of, code)
    assert "另有 2 条内容相同" in client_of(APPROVER2).get(path).text
    client_of(APPROVER2).submit(path, {"decision": "rejected", "answer": "核对无误。"})
    assert [row["decision"] for row in _rows(world)] == ["rejected"] * 3
    client_of(APPROVER2).submit(award)


def test_an_organisations_blocks_until_it_is_answered(client_of: ClientOf, world: World, code: str) -> None:
    _raise(client_of(RIVAL), code)
    world.end_notice(code)
    world.advance(days=20)
    client_of(APPROVER2).submit(f"/desk/scenarios/{code}/actions/award", status=422)


def test_the_evidence_is_read_by_the_office_and_its_objector_alone(
    client_of: ClientOf, world: World, code: str
) -> None:
    page = f"/scenarios/{code}/objections/"
    ref = world.ref_of(code, "investor2")
    rival = client_of(RIVAL)
    sent = {**TEXT, "about": "claim", "claim": ref, "remedy": "请复核得分。"}
    rival.submit(page, {**sent, "file": (BytesIO(PDF), "证据.pdf")})
    listed = client_of(APPROVER2).get(f"/desk/scenarios/{code}/objections/").text
    (path,) = re.findall(r'href="(/files/[\w-]+)">证据', listed)
    assert "对评榜结果的异议" in listed and ref in listed and "请复核得分" in listed
    for email in (APPROVER2, RIVAL):
        client_of(email).get(path)
    for email in ("", "lead@center1.example", "lead@investor1.example", "expert1@experts.example"):
        client_of(email).get(path, 404)


def test_how_a_contest_was_ended_is_objected_to_and_answered_by_neither_of_the_two(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("awarded", title="中榜后又放弃的社区食堂场景")
    world.decide(code, "forfeit", APPROVER, wait=False, comment="不签协议")
    assert "对“取消中榜资格”的异议" in client_of("").get(f"/scenarios/{code}/").text
    _raise(client_of(world_loser(world, code)), code)
    world.advance(days=14)
    announce = f"/desk/scenarios/{code}/actions/announce"
    first = {"claim": world.first(code)}
    assert "1 条对它的异议未书面答复" in client_of(APPROVER2).submit(announce, first, 422).text
    path = _decide_path(client_of, code)
    client_of(APPROVER).post(path, {"decision": "rejected", "answer": "x"}, 403)
    client_of(APPROVER2).submit(path, {"decision": "rejected", "answer": "三十日内确未签订。"})
    assert "三十日内确未签订" in client_of("").get(f"/scenarios/{code}/objections/").text
    client_of(APPROVER2).submit(announce, first)


def world_loser(world: World, code: str) -> str:
    """The lead of the claim that is next."""
    ref = world.first(code)
    return next(f"lead@{one}.example" for one in ("investor1", "investor2") if world.ref_of(code, one) == ref)


def test_the_page_names_the_days_that_the_round_was_published_with(
    client_of: ClientOf, world: World, code: str
) -> None:
    path = f"/scenarios/{code}/objections/"
    assert "名单公布后的 5 个工作日内" in client_of("").get(path).text
    with world.app.app_context(), unit_of_work():
        round_ = scenario_by_code(code).round
        assert round_ is not None
        round_.figures = {**round_.figures, "experts_objection_days": 8}
    assert "名单公布后的 8 个工作日内" in client_of("").get(path).text
