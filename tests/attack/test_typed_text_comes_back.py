"""What was typed when the session ended comes back after signing in, also on forms that stand on a larger page."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask

from marketplace.accounts import passwords
from marketplace.extensions import unit_of_work
from marketplace.plans import service as plans
from marketplace.plans.sheet import PLAN
from marketplace.sheets import Section
from tests.world import sheets
from tests.world.clients import Client, Forms
from tests.world.world import PDF, REVIEWER, World, person

ClientOf = Callable[[str], Client]
CLERK, LEAD = "clerk@center1.example", "lead@center1.example"
PASSWORD = "Ein-anderes-Wort-7!"


def test_the_reason_for_prolonging_survives_an_ended_session(app: Flask, world: World, client_of: ClientOf) -> None:
    with app.app_context(), unit_of_work():
        person(REVIEWER).password_hash = passwords.hash_password(PASSWORD)
    code = world.a_scenario("submitted")
    visitor = client_of("")
    typed = {"days": "7", "reason": "等待自然资源部门的书面意见", "revision": "2"}
    asked = visitor.post(f"/desk/scenarios/{code}/prolong", typed, status=401)
    assert typed["reason"] in asked.text and f'value="/desk/scenarios/{code}/"' in asked.text
    carried = {f"carried-{name}": value for name, value in typed.items()}
    form = {"email": REVIEWER, "password": PASSWORD, "next": f"/desk/scenarios/{code}/", **carried}
    back = visitor.post("/account/login", form, status=200)
    assert typed["reason"] in back.text


def test_prolonging_takes_plain_words_once(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario("submitted")
    reviewer = client_of(REVIEWER)
    page, path = f"/desk/scenarios/{code}/", f"/desk/scenarios/{code}/prolong"
    for wrong in ("含\0空字符", "", "长" * 2001):
        answer = reviewer.submit(path, {"days": "5", "reason": wrong}, page=page, status=422)
        assert wrong.replace("\0", "") in answer.text.replace("\0", "").replace("\ufffd", "")
    for days in ("0", "61", "1e400", "五", "-1", "9" * 400):
        assert days in reviewer.submit(path, {"days": days, "reason": "理由"}, page=page, status=422).text
    fields = {"days": "5", "reason": "等待书面意见", "revision": reviewer.main(page)["revision"]}
    reviewer.post(path, fields)
    due = world.scenario(code).due_at
    assert fields["reason"] in reviewer.post(path, fields, status=409).text
    assert world.scenario(code).due_at == due


def test_what_a_citizen_typed_survives_an_ended_session_unless_it_came_from_elsewhere(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario("open")
    path, visitor = f"/scenarios/{code}/objections/", client_of("")
    typed = {"name": "王大力", "contact": "0558-5550999", "objection": "业绩要求没有依据。", "csrf_token": "ended"}
    page = visitor.post(path, typed, 400, headers={"Origin": "http://localhost"}).text
    assert typed["objection"] in page and "再次提交" in page and "没有丢失" in page
    assert "再次提交" not in visitor.post(path, typed, 400, headers={"Origin": "https://elsewhere.example"}).text
    visitor.get("/")
    page = visitor.post(path, typed, 400, headers={"Sec-Fetch-Site": "same-origin"}).text
    assert f'action="{path}"' in page
    visitor.post(path, {**typed, "csrf_token": visitor.token})
    assert "1 条正在答复" in visitor.get(path).text


COMPARISONS = (
    "若a<b，则b>c",
    "若单价p<b，让利30%；若产出d>c，追加投资",
    "按<A区规划>执行<!-- 其余另定",
    "<p>看起来像格式</p>",
)


@pytest.mark.parametrize("text", COMPARISONS)
def test_what_is_text_is_stored_word_for_word_by_every_way(client_of: ClientOf, world: World, text: str) -> None:
    """C79: save, autosave, the page of two versions, and the plan as it is read."""
    code, typed = world.a_draft(), text + sheets.WORDS
    clerk, path = client_of(CLERK), f"/desk/scenarios/{code}/plan/situation"

    def stored() -> str:
        with world.app.app_context():
            return str(plans.document(code, "plan").body["situation"]["situation"])

    stale = clerk.main(path)["revision"]
    clerk.post(path, {"situation": typed, "revision": stale, "stay": "yes"})
    assert stored() == f"<p>{html.escape(typed, quote=False)}</p>"
    page = clerk.get(path).text
    assert html.escape(typed) in page.replace("&#34;", "&quot;").replace("&#39;", "&#x27;")
    assert "situation_format" not in page, "plain text is shown as plain text"
    assert html.escape(typed, quote=False) in clerk.get(f"/desk/scenarios/{code}/plan/").text
    longer = {"situation": typed + "又一句。", "revision": clerk.main(path)["revision"]}
    clerk.post(path + "/autosave", longer, 200)
    assert stored() == f"<p>{html.escape(typed, quote=False)}又一句。</p>"
    merging = Forms(clerk.post(path, {"situation": typed, "revision": stale}, 409).text).forms[path]
    clerk.post(path, {**merging, "situation": typed})
    assert stored() == f"<p>{html.escape(typed, quote=False)}</p>"


def test_a_text_with_formats_is_shown_as_source_that_says_so_and_keeps_them(client_of: ClientOf, world: World) -> None:
    """C33, C82, C84, without scripts."""
    code = world.a_draft()
    clerk, path = client_of(CLERK), f"/desk/scenarios/{code}/plan/situation"
    rich = f'<p>10<sup>4</sup>元，当a&lt;b时{sheets.WORDS}</p><ol start="3" type="a"><li>甲</li></ol>'
    sent = {"situation": rich, "situation_format": "html", "stay": "yes"}
    clerk.submit(path, sent)
    page = clerk.get(path).text
    assert Forms(page).forms[path]["situation_format"] == "html" and "源代码" in page
    area = html.unescape(re.search(r'<textarea id="situation"[^>]*>(.*?)</textarea>', page, re.DOTALL)[1])  # type: ignore[index]
    clerk.submit(path, {"situation": area + "<p>再写</p>", "stay": "yes"})
    shown = clerk.get(f"/desk/scenarios/{code}/plan/").text
    assert "10<sup>4</sup>元，当a&lt;b时" in shown and '<ol type="a" start="3">' in shown and "<p>再写</p>" in shown
    clerk.submit(path, {"situation": "甲", "situation_format": "markdown"}, 422)


def test_one_unreadable_figure_does_not_stop_the_autosave_of_its_section(client_of: ClientOf, world: World) -> None:
    code = world.a_draft()
    clerk, path = client_of(CLERK), f"/desk/scenarios/{code}/plan/operation"
    sent = {**sheets.fields_of(_section("operation"), sheets.plan()["operation"])}
    sent |= {"asset_ownership": "产权仍归社区", "term_years": "十年", "revision": clerk.main(path)["revision"]}
    told = clerk.post(path + "/autosave", sent, 200).get_json()
    assert told["problems"][0]["field"] == "term_years" and "数字" in told["problems"][0]["message"]
    with world.app.app_context():
        kept = plans.document(code, "plan").body["operation"]
        assert (
            kept["asset_ownership"] == "产权仍归社区" and kept["term_years"] == sheets.plan()["operation"]["term_years"]
        )
    clerk.post(path + "/autosave", {**sent, "revision": told["revision"]}, 422)


def _section(name: str) -> Section:
    return PLAN.section(name)


def _received(page: str) -> list[str]:
    return re.findall(r'<li>(\S+) <span class="note">[^<]*已收到', page)


def test_a_file_beside_a_wrong_field_is_kept_until_the_rest_is_right(client_of: ClientOf, world: World) -> None:
    """C30, on a section."""
    code = world.a_draft()
    clerk, path = client_of(CLERK), f"/desk/scenarios/{code}/plan/basics"
    basics = sheets.fields_of(_section("basics"), sheets.plan()["basics"])
    wrong = {**basics, "year": "明年", "attachments": (BytesIO(PDF), "图纸.pdf")}
    page = clerk.submit(path, wrong, 422).text
    assert _received(page) == ["图纸.pdf"]
    hidden = Forms(page).forms[path]
    page = clerk.post(path, {**hidden, **basics, "year": "后年"}, 422).text
    assert _received(page) == ["图纸.pdf"], "it is kept as often as something else is wrong"
    stranger = client_of("lead@center2.example")
    stranger.get("/desk/")
    clerk.post(path, {**hidden, **basics, "stay": "yes"})
    page = clerk.get(path).text
    assert page.count("图纸.pdf</a>") == 1
    file_id = re.search(r'href="/files/([^"]+)">图纸.pdf', page)[1]  # type: ignore[index]
    assert clerk.get(f"/files/{file_id}").data == PDF
    clerk.post(path, {**Forms(page).forms[path], **basics, "attachments-received": hidden["attachments-received"]})
    assert clerk.get(path).text.count("图纸.pdf</a>") == 1, "what was taken in is not taken in twice"
    forged = {"attachments-received": hidden["attachments-received"][:-2] + "xx"}
    clerk.submit(path, {**basics, **forged, "attachments-remove": file_id})
    assert "图纸.pdf" not in clerk.get(path).text


def test_evidence_beside_a_wrong_date_is_kept(client_of: ClientOf, world: World) -> None:
    """C30, on the page of an act."""
    code = world.a_scenario("recommended")
    lead, path = client_of(LEAD), f"/desk/scenarios/{code}/actions/start"
    page = lead.submit(path, {"happened_on": "2099-01-01", "evidence": (BytesIO(PDF), "开工报告.pdf")}, 422).text
    assert _received(page) == ["开工报告.pdf"]
    hidden = Forms(page).forms[path]
    with world.app.app_context():
        from marketplace import clock

        today = clock.today().isoformat()
    stale = lead.post(
        path, {**hidden, "revision": "1", "happened_on": today, "evidence": (BytesIO(PDF), "又一份.pdf")}, 409
    )
    assert "文件要重新选择：又一份.pdf" in stale.text and _received(stale.text) == ["开工报告.pdf"]
    lead.post(path, {**hidden, "happened_on": today})
    assert "开工报告.pdf" in lead.get(f"/desk/scenarios/{code}/history").text


def test_a_file_that_was_not_kept_is_named_to_be_chosen_again(client_of: ClientOf, world: World, app: Flask) -> None:
    """C30: after the session ended, after a wrong password too, and where the section had changed."""
    with app.app_context(), unit_of_work():
        person(CLERK).password_hash = passwords.hash_password(PASSWORD)
    code = world.a_draft()
    path, visitor, clerk = f"/desk/scenarios/{code}/plan/basics", client_of(""), client_of(CLERK)
    basics = sheets.fields_of(_section("basics"), sheets.plan()["basics"])
    stale = clerk.main(path)["revision"]
    sent = {**basics, "revision": stale}
    asked = visitor.post(path, {**sent, "attachments": (BytesIO(PDF), "图纸.pdf")}, 401)
    hidden = Forms(asked.text).forms["/account/login"]
    again = visitor.post("/account/login", {**hidden, "email": CLERK, "password": "wrong"}, 422)
    hidden = Forms(again.text).forms["/account/login"]
    back = visitor.post("/account/login", {**hidden, "email": CLERK, "password": PASSWORD}, 200)
    assert "文件要重新选择：图纸.pdf" in back.text and basics["summary"] in html.unescape(back.text)
    clerk.submit(path, {**basics, "place": "别处"})
    late = clerk.post(path, {**sent, "attachments": (BytesIO(PDF), "图纸.pdf")}, 409)
    assert "文件要重新选择：图纸.pdf" in late.text
