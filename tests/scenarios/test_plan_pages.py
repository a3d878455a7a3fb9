"""A clerk writes a plan: saved, flagged, refused at the field, in conflict; nothing typed is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from marketplace.plans.sheet import PLAN
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
CLERK, LEAD = "clerk@center1.example", "lead@center1.example"


@pytest.fixture
def draft(world: World) -> str:
    return world.a_draft()


def _save(client: Client, code: str, section: str, fields: Mapping[str, object], status: int = 302) -> str:
    return client.submit(f"/desk/scenarios/{code}/plan/{section}", dict(fields), status).text


def _value(world: World, code: str, section: str, field: str) -> object:
    from marketplace.plans import service as plans

    with world.app.app_context():
        return plans.document(code, "plan").body.get(section, {}).get(field)


def test_a_new_scenario_opens_on_its_task_list(client_of: ClientOf) -> None:
    client = client_of(CLERK)
    answer = client.submit(
        "/desk/scenarios/new", {"title": "站前社区停车场共享场景", "field": "parking_transport", "year": "2026"}
    )
    page = client.get(answer.location)
    assert client.main(answer.location)["state"] == "draft"
    assert page.text.count("未开始") >= 8


def test_the_same_form_sent_twice_creates_one_scenario(client_of: ClientOf) -> None:
    client = client_of(CLERK)
    shown = client.get("/desk/scenarios/new")
    from tests.world.clients import Forms

    fields = Forms(shown.text).forms["/desk/scenarios/new"] | {
        "title": "站前社区停车场共享场景",
        "field": "parking_transport",
        "year": "2026",
    }
    assert client.post("/desk/scenarios/new", fields).location == client.post("/desk/scenarios/new", fields).location


def test_nobody_but_a_publisher_begins_a_scenario(client_of: ClientOf) -> None:
    fields = {"title": "站前社区停车场共享场景", "field": "parking_transport", "year": "2026"}
    client_of("lead@investor1.example").post("/desk/scenarios/new", fields, 403)
    client_of("reviewer@office.example").post("/desk/scenarios/new", fields, 403)
    client_of("").post("/desk/scenarios/new", fields, 401)


def test_a_draft_with_gaps_is_saved_and_flagged(client_of: ClientOf, world: World) -> None:
    """C35: save draft did nothing while fields were missing."""
    client = client_of(CLERK)
    answer = client.submit(
        "/desk/scenarios/new", {"title": "站前社区停车场共享场景", "field": "parking_transport", "year": "2026"}
    )
    code = answer.location.split("/")[-2]
    _save(client, code, "returns", {"discount_rate_pct": "5"})
    assert _value(world, code, "returns", "discount_rate_pct") == 5
    page = client.get(f"/desk/scenarios/{code}/plan/returns").text
    assert "请填写“投资”" in page and "需完善" in client.get(f"/desk/scenarios/{code}/").text


@pytest.mark.parametrize("typed", ["1,234.5", "１２３４．５", " 1 234.5 "])
def test_amounts_are_read_as_people_write_them(client_of: ClientOf, world: World, draft: str, typed: str) -> None:
    """C31: amounts with a thousands mark were refused or read a thousand times too small."""
    fields = {
        "investment-0-item": "设备",
        "investment-0-source": "social_capital",
        "investment-0-year": "2027",
        "investment-0-amount_wan": typed,
    }
    _save(client_of(CLERK), draft, "returns", fields)
    rows = _value(world, draft, "returns", "investment")
    assert isinstance(rows, list) and str(rows[0]["amount_wan"]) == "1234.5"


@pytest.mark.parametrize("typed", ["1.234,5", "1e9", "NaN", "-1", "1.23456789"])
def test_amounts_that_are_none_are_refused_at_their_row_and_stay_typed(
    client_of: ClientOf, draft: str, typed: str
) -> None:
    """C31."""
    fields = {
        "investment-0-item": "设备",
        "investment-0-source": "social_capital",
        "investment-0-year": "2027",
        "investment-0-amount_wan": typed,
    }
    page = _save(client_of(CLERK), draft, "returns", fields, 422)
    assert f'value="{typed}"' in page and 'href="#investment-0-amount_wan"' in page


def test_a_summary_of_exactly_200_characters_is_taken(client_of: ClientOf, world: World, draft: str) -> None:
    """C32: the counter counted code units."""
    basics = sheets.fields_of(PLAN.section("basics"), sheets.plan()["basics"])
    summary = "𡃁😀\r\n" + "好" * 197
    _save(client_of(CLERK), draft, "basics", basics | {"summary": summary})
    assert len(str(_value(world, draft, "basics", "summary"))) == 200
    page = _save(client_of(CLERK), draft, "basics", basics | {"summary": summary + "好"}, 422)
    assert "最多 200 字" in page and "𡃁😀" in page


def test_a_title_outside_the_basic_plane_is_a_title(client_of: ClientOf, draft: str) -> None:
    """C32."""
    basics = sheets.fields_of(PLAN.section("basics"), sheets.plan()["basics"])
    _save(client_of(CLERK), draft, "basics", basics | {"title": "𡃁𠮷𠀋𡈽𡌛𡑮"})


@pytest.mark.parametrize("typed", ["标题一行\r\nBcc: x@example.org", "标题\x00一二三四五", "标题\x1b一二三四五"])
def test_a_title_with_line_breaks_or_control_characters_is_refused(client_of: ClientOf, draft: str, typed: str) -> None:
    """C52: one subject with a line break stopped the whole queue."""
    basics = sheets.fields_of(PLAN.section("basics"), sheets.plan()["basics"])
    _save(client_of(CLERK), draft, "basics", basics | {"title": typed}, 422)


def test_a_stale_revision_gives_both_texts_and_saves_nothing(client_of: ClientOf, world: World, draft: str) -> None:
    """C28, for text and for rows."""
    clerk, lead = client_of(CLERK), client_of(LEAD)
    for section, mine, theirs, field in (
        (
            "situation",
            {"situation": "负责人写的" + sheets.WORDS},
            {"situation": "经办人写的" + sheets.WORDS},
            "situation",
        ),
        ("schedule", {"milestones-0-name": "负责人的节点"}, {"milestones-0-name": "经办人的节点"}, "milestones"),
    ):
        path = f"/desk/scenarios/{draft}/plan/{section}"
        stale = lead.main(path)["revision"]
        _save(clerk, draft, section, theirs)
        page = lead.post(path, {**mine, "revision": stale}, 409).text
        assert "负责人" in page and "经办人" in page
        assert "经办人" in str(_value(world, draft, section, field))
        merged = lead.post(path, {**mine, "revision": clerk.main(path)["revision"]})
        assert merged.status_code == 302 and "负责人" in str(_value(world, draft, section, field))


def test_clerk_and_lead_do_not_block_each_other_on_different_sections(client_of: ClientOf, draft: str) -> None:
    clerk, lead = client_of(CLERK), client_of(LEAD)
    seen = clerk.main(f"/desk/scenarios/{draft}/plan/positioning")["revision"]
    _save(lead, draft, "situation", {"situation": sheets.WORDS * 2})
    clerk.post(f"/desk/scenarios/{draft}/plan/positioning", {"positioning": sheets.WORDS, "revision": seen})


def test_a_missing_revision_is_stale(client_of: ClientOf, draft: str) -> None:
    client_of(CLERK).post(f"/desk/scenarios/{draft}/plan/situation", {"situation": sheets.WORDS}, 409)


def test_autosave_answers_the_new_revision_and_refuses_a_stale_one(client_of: ClientOf, draft: str) -> None:
    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/situation"
    seen = int(client.main(path)["revision"])
    answer = client.post(path + "/autosave", {"situation": "甲" * 60, "revision": str(seen)}, 200)
    assert answer.json == {"revision": seen + 1}
    client.post(path + "/autosave", {"situation": "乙" * 60, "revision": str(seen)}, 409)
    client.post(path + "/autosave", {"situation": "丙" * 4000, "revision": str(seen + 1)}, 422)
    client_of("").post(path + "/autosave", {"situation": "丁"}, 401)


def test_autosaves_within_ten_minutes_are_one_revision(client_of: ClientOf, world: World, draft: str) -> None:
    from marketplace.extensions import db
    from marketplace.plans.models import PlanRevision

    def count() -> int:
        with world.app.app_context():
            return db.session.query(PlanRevision).count()

    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/situation"
    before = count()
    for text in ("甲", "乙", "丙"):
        client.post(path + "/autosave", {"situation": text * 60, "revision": client.main(path)["revision"]}, 200)
    assert count() == before + 1
    _save(client, draft, "situation", {"situation": "丁" * 60})
    assert count() == before + 2


def test_rows_move_without_javascript_and_without_saving(client_of: ClientOf, world: World, draft: str) -> None:
    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/schedule"
    fields = {"milestones-0-name": "甲节点", "milestones-1-name": "乙节点"}
    page = client.submit(path, fields | {"rows-up": "milestones-1"}, 200).text
    assert page.index("乙节点") < page.index("甲节点")
    assert "甲节点" not in str(_value(world, draft, "schedule", "milestones"))


def test_a_token_signed_three_hours_ago_still_saves(
    client_of: ClientOf, world: World, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C26: a form left open over lunch failed with an invalid token."""
    import time

    from itsdangerous import URLSafeTimedSerializer

    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/operation"
    revision = client.main(path)["revision"]
    with client.http.session_transaction() as session:
        secret = session["csrf_token"]
    real = time.time
    with monkeypatch.context() as earlier:
        earlier.setattr(time, "time", lambda: real() - 3 * 3600)
        token = URLSafeTimedSerializer(world.app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(secret)
    client.token = token
    client.post(path, {"revision": revision, "term_years": "9"})
    assert _value(world, draft, "operation", "term_years") == 9


def test_a_forged_token_is_a_bad_request(client_of: ClientOf, draft: str) -> None:
    client = client_of(CLERK)
    client.post(f"/desk/scenarios/{draft}/plan/situation", {"csrf_token": "forged", "situation": "甲"}, 400)
    answer = client.http.post(f"/desk/scenarios/{draft}/plan/situation", data={"situation": "甲"})
    assert answer.status_code == 400


def test_text_typed_after_the_session_ended_comes_back_after_signing_in(
    app: object, client_of: ClientOf, world: World, draft: str
) -> None:
    """C25: signing in midway emptied a long form."""
    from marketplace.accounts import passwords
    from marketplace.extensions import unit_of_work
    from tests.world.world import person

    with world.app.app_context():
        hashed = passwords.hash_password("Jiebang-2026!")
        with unit_of_work():
            person(CLERK).password_hash = hashed
    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/situation"
    revision = client.main(path)["revision"]
    client.post("/account/logout")
    typed = "夜班写的" * 750
    page = client.post(path, {"situation": typed, "revision": revision}, 401)
    assert typed in page.text
    from tests.world.clients import Forms

    carried = Forms(page.text).forms["/account/login"]
    restored = client.post(
        "/account/login", {**carried, "email": CLERK, "password": "Jiebang-2026!", "csrf_token": client.token}, 200
    )
    assert typed in restored.text and "还没有保存" in restored.text
    assert "夜班写的" not in str(_value(world, draft, "situation", "situation"))
    hidden = Forms(restored.text).forms[path]
    client.post(path, {**hidden, "situation": typed})
    assert "夜班写的" in str(_value(world, draft, "situation", "situation"))


def test_a_plan_under_review_is_closed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    page = _save(client_of(CLERK), code, "situation", {"situation": "改" * 60}, 409)
    assert "改" * 60 in page


def test_a_plan_is_nobody_elses(client_of: ClientOf, draft: str) -> None:
    path = f"/desk/scenarios/{draft}/plan/situation"
    client_of("lead@center2.example").get(path, 404)
    client_of("lead@investor1.example").post(path, {"situation": "改"}, 404)
    client_of("reviewer@office.example").get(path)
    client_of("reviewer@office.example").post(path, {"situation": "改", "revision": "2"}, 403)
    client_of("").get(path, 302)


def test_a_file_that_is_not_what_its_name_says_is_refused_and_the_text_stays(client_of: ClientOf, draft: str) -> None:
    """C76 at the plan: renamed HTML."""
    from io import BytesIO

    client = client_of(CLERK)
    path = f"/desk/scenarios/{draft}/plan/basics"
    basics = sheets.fields_of(PLAN.section("basics"), sheets.plan()["basics"])
    fields = {**basics, "revision": client.main(path)["revision"], "place": "改过的地点"}
    page = client.post(path, {**fields, "attachments": (BytesIO(b"<html><script>1</script>"), "图.pdf")}, 422)
    assert "图.pdf" in page.text and "改过的地点" in page.text
    page = client.post(
        path, {**fields, "attachments": (BytesIO(b"%PDF-" + b"0" * (21 * 1024 * 1024)), "大图.pdf")}, 413
    )
    assert "超过 20 MB" in page.text and "改过的地点" in page.text
    client.post(path, {**fields, "attachments": (BytesIO(b"%PDF-1.4 ok %%EOF"), "实施图 (终稿).pdf")})
    assert "实施图 (终稿).pdf" in client.get(path).text
