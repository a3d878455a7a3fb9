"""A claimant writes: nothing typed is lost, nothing is written twice, nothing after the deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest

from marketplace.claims import service as claims
from marketplace.claims import vault
from marketplace.claims.sheet import CLAIM
from tests.world import sheets
from tests.world.clients import Client, Forms
from tests.world.world import PDF, World

ClientOf = Callable[[str], Client]
L1, M1, L2, L3 = (
    "lead@investor1.example",
    "member@investor1.example",
    "lead@investor2.example",
    "lead@investor3.example",
)
TEXT = "这是揭榜方案里的一段话。" * 200


def _start(client: Client, code: str) -> str:
    return str(client.post(f"/scenarios/{code}/claim").location).split("/")[3]


def _revision(client: Client, path: str) -> str:
    return client.main(path)["revision"]


def _save(client: Client, path: str, status: int = 302, **fields: Any) -> str:
    return client.post(path, {"revision": _revision(client, path), **fields}, status).text


def _milestone(name: str) -> dict[str, Any]:
    return {"schedule-0-name": name, "schedule-0-due": "2027-03-01"}


def _words(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page)


def test_a_claim_is_started_once_however_often_the_button_is_pressed(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    client = client_of(L1)
    first = client.post(f"/scenarios/{code}/claim", {"once": "a"}).location
    assert client.post(f"/scenarios/{code}/claim", {"once": "a"}).location == first
    assert client.post(f"/scenarios/{code}/claim").location == first
    assert client_of(M1).post(f"/scenarios/{code}/claim").location == first


def test_the_form_sent_again_after_a_withdrawal_begins_nothing(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    client = client_of(L1)
    first = client.post(f"/scenarios/{code}/claim", {"once": "a"}).location
    client.submit(f"{first}actions/withdraw", page=first)
    assert client.post(f"/scenarios/{code}/claim", {"once": "a"}).location == first
    assert client.post(f"/scenarios/{code}/claim", {"once": "b"}).location != first


@pytest.mark.parametrize(
    ("email", "status"),
    [
        ("lead@center1.example", 403),
        ("reviewer@office.example", 403),
        ("expert1@experts.example", 403),
        ("", 401),
        ("lead@investor5.example", 302),
        ("lead@gaoxin.example", 302),
    ],
)
def test_who_may_start_a_claim(client_of: ClientOf, world: World, email: str, status: int) -> None:
    code = world.a_scenario()
    client_of(email).post(f"/scenarios/{code}/claim", status=status)


def test_a_publisher_that_may_claim_cannot_claim_its_own_scenario(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(publisher="gaoxin")
    client_of("lead@gaoxin.example").post(f"/scenarios/{code}/claim", status=403)


def test_a_claim_is_prefilled_from_the_published_plan(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    page = client_of(L1).get(f"/desk/claims/{ref}/money").text
    assert 'name="revenue-0-item"' in page and sheets.plan()["returns"]["revenue"][0]["item"] in page


@pytest.mark.parametrize("section", [section.id for section in CLAIM.sections])
def test_each_section_has_its_page_for_the_lead_organisation_alone(
    client_of: ClientOf, world: World, section: str
) -> None:
    code = world.a_scenario()
    path = f"/desk/claims/{_start(client_of(L1), code)}/{section}"
    client_of(M1).get(path)
    for other in (
        L2,
        "lead@center1.example",
        "reviewer@office.example",
        "admin@office.example",
        "expert1@experts.example",
    ):
        client_of(other).get(path, 404)
        client_of(other).post(path, {"revision": "1"}, 404)


def test_an_unfinished_section_is_kept_and_what_it_lacks_is_named(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    _save(client_of(L1), f"/desk/claims/{ref}/proposal", proposal="太短")
    assert "至少 50 字" in client_of(L1).get(f"/desk/claims/{ref}/").text


def test_an_old_revision_shows_both_texts_and_saves_nothing(client_of: ClientOf, world: World) -> None:
    """C28: two people near the deadline edited one record; the text of one was overwritten."""
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    path = f"/desk/claims/{ref}/proposal"
    seen = _revision(client_of(L1), path)
    _save(client_of(M1), path, proposal="经办人写的" * 20)
    page = client_of(L1).post(path, {"revision": seen, "proposal": "负责人写的" * 20}, 409)
    assert "经办人写的" in _words(page.text) and "负责人写的" in _words(page.text)
    assert "经办人写的" in client_of(L1).get(path).text
    client_of(L1).post(path, {"revision": Forms(page.text).main["revision"], "proposal": "合在一起的" * 20})
    assert "合在一起的" in client_of(M1).get(path).text


def test_rows_meet_an_old_revision_the_same_way(client_of: ClientOf, world: World) -> None:
    """C28, for tables."""
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    path = f"/desk/claims/{ref}/schedule"
    seen = _revision(client_of(L1), path)
    _save(client_of(M1), path, **_milestone("进场甲"))
    page = (
        client_of(L1)
        .post(path, {"revision": seen, "schedule-0-name": "进场乙", "schedule-0-due": "2027-04-01"}, 409)
        .text
    )
    assert "进场甲" in _words(page) and "进场乙" in page
    assert "进场甲" in client_of(L1).get(path).text


def test_two_people_on_two_sections_do_not_meet(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    seen = _revision(client_of(L1), f"/desk/claims/{ref}/proposal")
    _save(client_of(M1), f"/desk/claims/{ref}/schedule", **_milestone("进场"))
    client_of(L1).post(f"/desk/claims/{ref}/proposal", {"revision": seen, "proposal": TEXT[:100]})


@pytest.mark.parametrize(
    ("typed", "stored"), [("1,234.5", "1,234.5"), ("１２３４．５", "1,234.5"), (" 1 234.5 ", "1,234.5")]
)
def test_amounts_are_read_as_people_write_them(client_of: ClientOf, world: World, typed: str, stored: str) -> None:
    """C31: amounts with a thousands mark were refused or read a thousand times too small."""
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    _save(client_of(L1), f"/desk/claims/{ref}/money", **_invested(typed))
    with world.app.app_context():
        claim = claims.claim_by_ref(ref)
        row = vault.body(claim, claim.lead_organisation.people[0])["money"]["investment"][0]
    assert f"{row['amount_wan']:,}" == stored


@pytest.mark.parametrize("typed", ["1.234,5", "1e9", "NaN", "-1", "1.23456789", "一百"])
def test_what_is_no_amount_is_refused_at_its_row(client_of: ClientOf, world: World, typed: str) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    page = _save(client_of(L1), f"/desk/claims/{ref}/money", 422, **_invested(typed))
    assert f'value="{typed}"' in page and 'id="investment-0-amount_wan-error"' in page


def _invested(amount: str) -> dict[str, Any]:
    return {
        "investment-0-item": "设备",
        "investment-0-source": "social_capital",
        "investment-0-amount_wan": amount,
        "investment-0-year": "2027",
    }


def test_autosave_answers_the_next_revision_or_why_not(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    path = f"/desk/claims/{_start(client_of(L1), code)}/proposal"
    client = client_of(L1)
    client.get(path)
    assert client.post(f"{path}/autosave", {"revision": "1", "proposal": TEXT[:80]}, 200).json == {"revision": 2}
    assert (
        client.post(f"{path}/autosave", {"revision": "1", "proposal": TEXT[:90]}, 409).mimetype
        == "application/problem+json"
    )


def test_text_typed_while_the_call_closes_stays_on_the_page(client_of: ClientOf, world: World) -> None:
    """C04: the call closed while someone typed, and the text was gone."""
    code = world.a_scenario()
    ref = world.a_claim(code)
    path = f"/desk/claims/{ref}/proposal"
    seen = _revision(client_of(L1), path)
    world.advance(days=60)
    typed = TEXT[:2000]
    page = client_of(L1).post(path, {"revision": seen, "proposal": typed}, 422).text
    assert typed in page and "没有提交" in page and "截止" in page
    assert sheets.WORDS[:20] in client_of(L1).get(path).text


def test_every_write_ends_with_the_deadline_ticked_or_not(client_of: ClientOf, world: World) -> None:
    """C07: proposals could still be edited after the call had ended."""
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    with world.app.app_context():
        from marketplace import clock
        from marketplace.claims.service import claim_by_ref

        clock.advance(claim_by_ref(ref).round.deadline - clock.now() + timedelta(seconds=1))
    for _ticked in (False, True):
        for client in (client_of(L1), client_of(M1)):
            for section in CLAIM.sections:
                client.post(f"/desk/claims/{ref}/{section.id}", {"revision": "1"}, 422)
                client.post(f"/desk/claims/{ref}/{section.id}/autosave", {"revision": "1"}, 422)
            client.post(f"/desk/claims/{ref}/actions/withdraw", {"revision": "2"}, 422)
            client.post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "a.pdf")}, 422)
        client_of(L1).post(f"/desk/claims/{ref}/actions/submit", {"revision": "2"}, 422)
        client_of(L3).post(f"/scenarios/{code}/claim", status=422)
        world.advance(seconds=1)
    client_of(M1).post(f"/desk/claims/{ref}/actions/submit", {"revision": "2"}, 403)


def test_a_file_is_sealed_listed_under_its_name_and_kept_apart_from_its_namesake(
    client_of: ClientOf, world: World
) -> None:
    """C62: an all-Chinese file name was reduced to its extension."""
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    for content in (PDF, PDF + b"\n% second"):
        client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(content), "实施方案.pdf")})
    page = client_of(L1).get(f"/desk/claims/{ref}/attachments").text
    found = re.findall(r'href="(/files/[^"]+)">实施方案.pdf', page)
    assert len(set(found)) == 2
    assert {client_of(L1).get(one).data for one in found} == {PDF, PDF + b"\n% second"}


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"x" * (20 * 1024 * 1024 + 1), "大.pdf", 413),
        (b"MZ not a pdf", "假.pdf", 422),
        (b"", "空.pdf", 422),
        (PDF, "a.svg", 422),
        (b"<html><script>1</script>", "b.pdf", 422),
    ],
)
def test_a_file_that_cannot_be_taken_is_named_and_nothing_else_is_lost(
    client_of: ClientOf, world: World, content: bytes, name: str, status: int
) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "在.pdf")})
    page = client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(content), name)}, status).text
    assert name in page
    path = f"/desk/claims/{ref}/attachments"
    client_of(L1).post(
        path, {"revision": _revision(client_of(L1), path), "attachments": (BytesIO(content), name)}, status
    )
    assert "在.pdf" in client_of(L1).get(path).text


@pytest.mark.parametrize("typed", ["\x00", "a\x0bb\x00", "\ufffe", "x" * 70_000])
def test_no_text_breaks_a_section(client_of: ClientOf, world: World, typed: str) -> None:
    code = world.a_scenario()
    ref = _start(client_of(L1), code)
    for section, field in (
        ("proposal", "proposal"),
        ("money", "investment-0-amount_wan"),
        ("team", "members-0-organisation"),
        ("schedule", "schedule-0-due"),
        ("operation", "operating_model"),
    ):
        _save(client_of(L1), f"/desk/claims/{ref}/{section}", 422, **{field: typed})
    client_of(L1).post(f"/desk/claims/{ref}/actions/submit", {"revision": typed[:3000]}, 409)


@pytest.mark.parametrize("ref", ["JB-2026-0001", "x", "JB-2026-99999999999", "%00", "JB-2026-０００１"])
def test_a_claim_that_is_none_is_not_found(client_of: ClientOf, ref: str) -> None:
    client_of(L1).get(f"/desk/claims/{ref}/", 404)
