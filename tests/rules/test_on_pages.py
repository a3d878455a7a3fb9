"""Findings where people read them: at the field while writing, on the check page, before the reviewer; and what they stop."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from marketplace.errors import Unmet
from marketplace.extensions import db
from marketplace.publications import service as publications
from marketplace.rules import service as rules
from marketplace.rules.models import Ruling
from marketplace.scenarios.service import scenario_by_code
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import APPROVER, VETTING, World

ClientOf = Callable[[str], Client]
CLERK, LEAD, REVIEWER = "clerk@center1.example", "lead@center1.example", "reviewer@office.example"
BIASED = "<p>具有社区餐饮运营经验三年以上；同等条件下本地企业优先；<strong>x</strong>。</p>"
FOUND = re.compile(r'data-rule="([^"]+)" data-severity="([^"]+)"')


def _biased(world: World, state: str = "draft") -> str:
    return world.a_scenario(state=state, body=sheets.plan(claim_terms={"qualifications": BIASED}))


def test_whoever_writes_reads_it_at_the_field_with_the_words(world: World, client_of: ClientOf) -> None:
    code = _biased(world)
    page = client_of(CLERK).get(f"/desk/scenarios/{code}/plan/claim_terms").text
    at_field = page.split('data-findings="qualifications"')[1].split("data-findings=")[0]
    assert FOUND.findall(at_field) == [("no-region-bias", "block")]
    assert "<q>同等条件下<mark>本地企业优先</mark></q>" in at_field and "公平竞争审查条例" in at_field
    assert FOUND.findall(client_of(CLERK).get(f"/desk/scenarios/{code}/plan/operation").text) == []


def test_what_is_typed_is_read_before_it_is_saved(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="draft")
    path = f"/desk/scenarios/{code}/plan/operation"
    client = client_of(CLERK)
    refused = client.submit(path, {"operation": "政府承诺保底收益。", "term_years": "四"}, 422).text
    assert ("no-guaranteed-return", "block") in FOUND.findall(refused)


def test_an_autosave_tells_a_page_that_asks(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="draft")
    path = f"/desk/scenarios/{code}/plan/operation"
    client = client_of(CLERK)
    seen = client.main(path)["revision"]
    sent = {"revision": seen, "operation": "由施工单位垫资建设<b>。"}
    answer = client.post(path + "/autosave", sent, 200, headers={"X-Wants": "findings"}).json
    assert answer is not None and FOUND.findall(answer["findings"]["operation"]) == [("no-contractor-advance", "block")]
    assert "<mark>垫资</mark>" in answer["findings"]["operation"] and "<b>。" not in answer["findings"]["operation"]
    quiet = client.post(
        path + "/autosave", {"revision": answer["revision"], "operation": "由运营方负责。" * 5}, 200
    ).json
    assert quiet is not None and set(quiet) == {"revision"}


def test_what_nobody_can_waive_stops_the_submission(world: World, client_of: ClientOf) -> None:
    code = _biased(world)
    check = client_of(LEAD).get(f"/desk/scenarios/{code}/actions/submit").text
    assert ("no-region-bias", "block") in FOUND.findall(check) and "请删除，改写为与项目有关的能力要求" in check
    revision = client_of(LEAD).main(f"/desk/scenarios/{code}/")["revision"]
    sent = {"revision": revision, "plan_revision": re.findall(r'name="plan_revision" value="(\d+)"', check)[0]}
    refused = client_of(LEAD).post(f"/desk/scenarios/{code}/actions/submit", sent, 422).text
    assert ("no-region-bias", "block") in FOUND.findall(refused)
    with pytest.raises(Unmet, match="按注册地"):
        world.act(code, "submit", LEAD)
    assert world.scenario(code).state == "draft"
    assert FOUND.findall(client_of(CLERK).get(f"/desk/scenarios/{code}/plan/").text) == [("no-region-bias", "block")]


def test_a_warning_stops_nothing_and_stands_before_the_reviewer(world: World, client_of: ClientOf) -> None:
    body = sheets.plan(claim_terms={"contact_phone": "13900001234"})
    code = world.a_scenario(state="submitted", body=body)
    page = client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/vet").text
    assert FOUND.findall(page) == [("contact-is-official", "warn")]


WARNED = {"contact_phone": "13900001234"}
SIZED = "<p>具有社区餐饮运营经验三年以上，注册资本不低于项目资本金。</p>"


def test_a_block_passes_only_with_a_reason_and_every_reason_is_published(world: World, client_of: ClientOf) -> None:
    body = sheets.plan(claim_terms={**WARNED, "qualifications": SIZED})
    code = world.a_scenario(state="submitted", body=body)
    world.gives_reasons = False
    assert 'name="override-contact-is-official"' in client_of(REVIEWER).get(f"/desk/scenarios/{code}/actions/vet").text
    why = "联系人本人已书面同意公开。"
    world.act(code, "vet", REVIEWER, **VETTING, **{"override-contact-is-official": why})
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/publish").text
    assert {("contact-is-official", "warn"), ("no-size-bias", "block")} == set(FOUND.findall(page))
    assert 'name="waive-no-size-bias"' in page and 'name="override-' not in page
    with pytest.raises(Unmet, match="豁免的理由和所依据的文件"):
        world.act(code, "publish", APPROVER, fair_competition="passed")
    ground = "依据比选论证材料，按项目资本金核验。"
    world.act(code, "publish", APPROVER, **{"fair_competition": "passed", "waive-no-size-bias": ground})
    with world.app.app_context():
        content = publications.newest(scenario_by_code(code)).content
        assert [(one["rule"], one["decision"], one["reason"]) for one in content["rules"]] == [
            ("no-size-bias", "waived", ground),
            ("contact-is-official", "overridden", why),
        ]
        vetted, issued = rules.rulings(code)
        assert (vetted.act, issued.act) == ("vet", "publish") and vetted.revision == issued.revision
        assert [one["rule"] for one in vetted.findings] == ["no-size-bias", "contact-is-official"]
    slug = "CT-2026-1"
    shown = client_of("").get(f"/publications/{slug}/").text
    assert ground in shown and why in shown and "豁免" in shown


def test_an_amendment_asks_for_what_it_brings(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario()
    world.gives_reasons = False
    world.write_plan(code, sheets.plan(claim_terms=WARNED), CLERK)
    page = client_of(APPROVER).get(f"/desk/scenarios/{code}/actions/amend").text
    assert 'name="override-contact-is-official"' in page
    world.act(code, "amend", APPROVER, reason="更换联系人", **{"override-contact-is-official": "本人同意公开。"})
    with world.app.app_context():
        assert [one["rule"] for one in publications.newest(scenario_by_code(code)).content["rules"]] == [
            "contact-is-official"
        ]


def test_what_was_ruled_is_never_changed(world: World) -> None:
    world.a_scenario()
    with world.app.app_context():
        row = db.session.scalars(select(Ruling)).first()
        assert row is not None and row.findings == []
        row.act = "publish"
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.flush()
        db.session.rollback()
