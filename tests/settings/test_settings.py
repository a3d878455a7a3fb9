"""The office changes figures from a day on, within the law; a contest that runs keeps what it was published with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from marketplace import clock
from marketplace.audit import queries as audit
from marketplace.documents.models import Certificate
from marketplace.extensions import db
from marketplace.lifecycle.deadlines import contest_figures
from marketplace.scenarios.service import scenario_by_code
from marketplace.scenarios.states import STATES
from marketplace.settings import queries
from marketplace.settings.figures import FIGURES
from marketplace.workdays.queries import end_of_working_days
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, VETTING, World

ClientOf = Callable[[str], Client]
ADMIN = "admin@office.example"


def _set(client: Client, key: str, value: object, status: int = 302, **fields: str) -> str:
    form = {"key": key, "value": str(value), "reason": "区政府专题会议纪要第 3 号", **fields}
    return client.submit("/desk/settings/", form, status, page=f"/desk/settings/?key={key}").text


@pytest.mark.any_day
def test_a_service_limit_holds_from_its_day_on(client_of: ClientOf, world: World) -> None:
    with world.app.app_context():
        tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    _set(client_of(ADMIN), "limit.submitted", 9, effective_on=tomorrow)
    first = world.a_draft()
    world.act(first, "submit", "lead@center1.example")
    world.advance(days=1)
    second = world.a_draft(title="和平社区养老服务场景")
    world.act(second, "submit", "lead@center1.example")
    with world.app.app_context():
        for code, limit in ((first, 5), (second, 9)):
            scenario = scenario_by_code(code)
            assert scenario.due_at == end_of_working_days(scenario.state_since, limit)
        assert audit.history("setting", "limit.submitted")[0].data["to"] == 9
    page = client_of(ADMIN).get("/desk/settings/").text
    assert "专题会议纪要" in page and "9 个工作日" in page


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("claim_days", 19, "20 至 180"),
        ("tender.fewest_experts", 4, "5 至 15"),
        ("tender.fewest_experts", 6, "单数"),
        ("negotiation.fewest_claims", 2, "3 至 20"),
        ("notice_days", 4, "5 至 30"),
        ("claim_days", 20, "没有要改的"),
        ("claim_days", "二十", "数字"),
    ],
)
def test_nothing_goes_below_the_law(client_of: ClientOf, world: World, key: str, value: object, said: str) -> None:
    assert said in _set(client_of(ADMIN), key, value, 422)
    with world.app.app_context():
        assert not queries.changes()


def test_an_effect_date_in_the_past_and_a_missing_reason_are_refused(client_of: ClientOf) -> None:
    assert "不能早于今天" in _set(client_of(ADMIN), "claim_days", 30, 422, effective_on="2026-01-01")
    assert "理由" in _set(client_of(ADMIN), "claim_days", 30, 422, reason="")
    client_of(ADMIN).get("/desk/settings/?key=nonsense", 404)


def test_only_an_admin_sets_figures(client_of: ClientOf) -> None:
    for email in ("approver@office.example", "lead@center1.example", "lead@investor1.example"):
        client_of(email).get("/desk/settings/", 403)


def test_a_running_round_keeps_the_figures_it_was_published_with(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    _set(client_of(ADMIN), "notice_days", 10)
    _set(client_of(ADMIN), "open_competition.fewest_experts", 7)
    plan = sheets.plan()
    world.write_plan(
        code, {"claim_terms": {**plan["claim_terms"], "contact_phone": "0558-5550123"}}, "lead@center1.example"
    )
    world.act(code, "amend", APPROVER, reason="更正电话")
    other = world.a_draft(title="和平社区养老服务场景")
    world.act(other, "submit", "lead@center1.example")
    world.act(other, "vet", "reviewer@office.example", **VETTING)
    world.act(other, "publish", APPROVER)
    with world.app.app_context():
        kept, new = (scenario_by_code(c).round.figures for c in (code, other))  # type: ignore[union-attr]
    assert (kept["notice_days"], kept["fewest_experts"]) == (5, 3)
    assert (new["notice_days"], new["fewest_experts"]) == (10, 7)


@pytest.mark.parametrize(
    ("method", "min_claims", "needed"),
    [("open_competition", None, 1), ("open_competition", 4, 4), ("negotiation", 1, 3), ("tender", 5, 3)],
)
def test_the_method_and_the_plan_say_how_many_claims_are_needed(
    world: World, method: str, min_claims: int | None, needed: int
) -> None:
    plan = {"operation": {"selection_method": method}, "claim_terms": {"min_claims": min_claims}}
    with world.app.app_context():
        assert contest_figures(plan, clock.now())["fewest_claims"] == needed


def test_a_change_is_never_changed(world: World) -> None:
    with world.app.app_context():
        db.session.execute(
            text(
                "INSERT INTO setting (key, value, effective_from, reason, at, by_id) "
                "SELECT 'claim_days', 30, '2026-01-01', 'x', '2026-01-01', min(id) FROM person"
            )
        )
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(text("UPDATE setting SET value = 1"))
        db.session.rollback()


def test_every_state_with_a_limit_has_its_figure() -> None:
    assert {f"limit.{state.id}" for state in STATES.values() if state.limit_days} == {
        key for key in FIGURES if key.startswith("limit.")
    }


def test_the_office_sets_its_letter_series_and_signatory(client_of: ClientOf, world: World) -> None:
    world.close(world.a_scenario("open"))
    admin = client_of(ADMIN)
    assert "应当是" in _set(admin, "letter_series", "亳高城办〔2026〕", 422)
    _set(admin, "letter_series", "亳城景办")
    _set(admin, "signatory", "亳州高新区城市场景工作专班")
    assert "没有要改的" in _set(admin, "letter_series", "亳城景办", 422)
    client_of(APPROVER).get("/desk/settings/?key=signatory", 403)
    world.close(world.a_scenario("open", title="公共建筑合同能源管理场景"))
    with world.app.app_context():
        rows = db.session.scalars(select(Certificate).where(Certificate.kind == "lapse").order_by(Certificate.id)).all()
        assert [row.number.partition("〔")[0] for row in rows] == ["亳高城办", "亳城景办"]
        assert [row.number[-2:] for row in rows] == ["1号", "2号"]
        assert rows[1].content["issuer"] == "亳州高新区城市场景工作专班" != rows[0].content["issuer"]
        with pytest.raises(DatabaseError):
            db.session.execute(text("UPDATE wording SET value = 'x'"))
    page = admin.get("/desk/settings/").text
    assert "亳城景办" in page and "亳州高新区城市场景工作专班" in page
