"""A formal defect is remedied once within its time, and nothing that was submitted changes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest

from marketplace.claims.service import claim_by_ref
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import PDF, REVIEWER, World

ClientOf = Callable[[str], Client]
L1, L2, M1, L3 = (
    "lead@investor1.example",
    "lead@investor2.example",
    "member@investor1.example",
    "lead@investor3.example",
)
ASKED = {"defect": "营业执照复印件没有盖章，请补一份。", "days": "2"}
ELIGIBLE = {"eligible": "yes", "reason": "符合"}


def _opened(world: World, *, allowed: bool = True, partner: bool = False) -> tuple[str, str]:
    """A round under evaluation and investor1's claim in it, with investor3 as partner where asked."""
    code = world.a_scenario(
        "open", body=sheets.plan(claim_terms={"correction_allowed": allowed, "consortium_allowed": True})
    )
    partners = [("investor1", "operation", 60), ("investor3", "investment", 40)] if partner else None
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
    if partner:
        world.claim_act(ref, "confirm_membership", L3)
    world.claim_act(ref, "submit", L1)
    world.a_claim(code, "investor2")
    world.close(code)
    return code, ref


def test_a_defect_is_remedied_once_and_eligibility_waits_for_it(client_of: ClientOf, world: World) -> None:
    _code, ref = _opened(world, partner=True)
    ask, remedy, decide = (f"/desk/claims/{ref}/{name}" for name in ("correction", "remedy", "eligibility"))
    office, lead = client_of(REVIEWER), client_of(L1)
    assert 'value="3"' in office.get(ask).text, "as many days as the settings say"
    for wrong in ({"defect": ""}, {"days": "11"}, {"days": "0"}):
        office.submit(ask, {**ASKED, **wrong}, 422)
    office.post(ask, ASKED, 409)
    with world.app.app_context():
        before = claim_by_ref(ref).opened_body
    office.submit(ask, ASKED)
    office.submit(ask, ASKED, 409)
    refused = office.post(decide, ELIGIBLE, 409).text
    assert "补正期至" in refused and "24:00" in refused and ASKED["defect"] in office.get(decide).text
    for email in (L1, M1, L3):
        assert "请补正" in client_of(email).get("/desk/notifications/").text
        assert ASKED["defect"] in client_of(email).get(f"/desk/claims/{ref}/").text
    assert "请补正" not in client_of(L2).get("/desk/notifications/").text
    assert f"/desk/claims/{ref}/remedy" in lead.get("/desk/").text
    client_of(L2).post(remedy, {"remedy": "代答"}, 404)
    client_of(L3).post(remedy, {"remedy": "代答"}, 403)
    assert "已盖章" not in lead.submit(remedy, {"remedy": ""}, 422).text
    two = {"remedy": "已盖章，见附件。", "file": [(BytesIO(PDF), "执照.pdf"), (BytesIO(PDF), "说明.pdf")]}
    lead.submit(remedy, two)
    lead.submit(remedy, {"remedy": "再来一次"}, 409)
    page = office.get(decide).text
    assert "已盖章，见附件。" in page and "执照.pdf" in page and "说明.pdf" in page
    address = page.split('href="/files/')[1].split('"')[0]
    for email, status in ((REVIEWER, 200), (L1, 200), (L3, 200), (L2, 404), ("", 404), ("lead@center1.example", 404)):
        client_of(email).get(f"/files/{address}", status)
    assert "已补正" in office.get("/desk/notifications/").text and decide in office.get("/desk/").text
    with world.app.app_context():
        assert claim_by_ref(ref).opened_body == before
    office.submit(decide, ELIGIBLE)
    assert decide not in office.get("/desk/").text


@pytest.mark.any_day
def test_after_its_time_it_is_too_late_and_eligibility_is_free(client_of: ClientOf, world: World) -> None:
    _code, ref = _opened(world)
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/correction", ASKED)
    world.advance(days=10)
    page = client_of(L1).post(f"/desk/claims/{ref}/remedy", {"remedy": "晚了一步", "revision": "1"}, 422).text
    assert "不能再补正" in page and "晚了一步" in page and "不能再提交" in page
    assert "逾期未补正" in client_of(REVIEWER).get("/desk/").text
    client_of(REVIEWER).submit(f"/desk/claims/{ref}/eligibility", ELIGIBLE)


def test_only_where_the_terms_allow_it_and_before_eligibility_is_decided(client_of: ClientOf, world: World) -> None:
    _code, ref = _opened(world, allowed=False)
    office, path = client_of(REVIEWER), f"/desk/claims/{ref}/correction"
    assert "没有允许补正" in office.submit(path, ASKED, 409).text
    client_of(L1).get(f"/desk/claims/{ref}/remedy", 404)
    for email, status in (("approver@office.example", 403), (L1, 403), (L2, 404), ("", 401)):
        client_of(email).post(path, ASKED, status)


def test_a_decided_claim_takes_no_correction(client_of: ClientOf, world: World) -> None:
    _code, ref = _opened(world)
    office = client_of(REVIEWER)
    office.submit(f"/desk/claims/{ref}/eligibility", ELIGIBLE)
    assert "已有资格审查结论" in office.submit(f"/desk/claims/{ref}/correction", ASKED, 409).text
