"""Nothing of a claim leaves its seal before the deadline: not on a page, not in an export, not in a byte on the disk."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.extensions import unit_of_work
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import PDF, World

ClientOf = Callable[[str], Client]
L1, L2 = "lead@investor1.example", "lead@investor2.example"
MARK = "榫卯密语标记"
WORDS = (MARK + "，") * 12
LOOKERS = (
    "lead@center1.example",
    "reviewer@office.example",
    "approver@office.example",
    "viewer@office.example",
    "admin@office.example",
    "expert1@experts.example",
    L2,
    "",
)


def _marked(lead: str) -> dict[str, object]:
    body = sheets.claim(lead, text=WORDS)
    body["money"]["investment"][0]["item"] = body["money"]["funding_sources"][0]["note"] = MARK
    body["money"]["revenue"][0]["item"] = body["money"]["cost"][0]["item"] = body["schedule"]["schedule"][0]["name"] = (
        MARK
    )
    body["team"]["team"] = [{"role": MARK, "count": 1, "note": MARK}]
    body["team"]["record"] = [{"project": MARK, "year": 2024, "scale": MARK}]
    return body


def _a_marked_claim(client_of: ClientOf, world: World, code: str) -> tuple[str, list[str]]:
    ref = world.a_claim(code, submit=False, body=_marked("investor1"))
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF + MARK.encode()), f"{MARK}.pdf")})
    page = client_of(L1).get(f"/desk/claims/{ref}/attachments").text
    return ref, re.findall(r'href="(/files/[^"]+)"', page)


def _holding(folder: Path, *words: str) -> list[str]:
    marks = [word.encode(code) for word in words for code in ("utf-8", "utf-16-le", "unicode_escape")]
    return [
        str(path) for path in folder.rglob("*") if path.is_file() and any(mark in path.read_bytes() for mark in marks)
    ]


def test_no_byte_on_the_disk_holds_what_a_claim_says(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref, _files = _a_marked_claim(client_of, world, code)
    world.claim_act(ref, "submit", L1)
    world.write_claim(ref, {"proposal": {"proposal": WORDS + MARK}}, L1)
    assert _holding(world.app.config["VAR_DIR"], MARK) == []


def test_nobody_else_reads_or_counts_claims_before_the_deadline(client_of: ClientOf, world: World) -> None:
    """C37 and C40: names through a side list, files by a direct link."""
    code = world.a_scenario()
    ref, files = _a_marked_claim(client_of, world, code)
    world.claim_act(ref, "submit", L1)
    for email in LOOKERS:
        client = client_of(email)
        for path in (
            f"/scenarios/{code}/",
            "/",
            f"/api/v1/scenarios/{code}",
            *(
                (
                    "/desk/",
                    f"/desk/scenarios/{code}/history",
                    f"/desk/scenarios/{code}/claims/",
                    f"/desk/scenarios/{code}/",
                    "/desk/notifications/",
                    "/desk/outbox/",
                )
                if email
                else ()
            ),
        ):
            answer = client.get(path, status=None)
            assert not any(word in answer.text for word in (MARK, ref, "investor1 有限公司")), (email, path)
        for path in files:
            client.get(path, 404)


def test_the_office_sees_the_same_page_whether_there_are_claims_or_none(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    office = client_of("reviewer@office.example")

    def seen() -> str:
        page = office.get(f"/desk/scenarios/{code}/claims/").text
        return re.sub(r"\s+", " ", re.findall(r"<main.*</main>", page, re.DOTALL)[0])

    before = seen()
    world.a_claim(code)
    assert seen() == before and "截止前任何人看不到" in before
    client_of("lead@center1.example").get(f"/desk/scenarios/{code}/claims/", 403)
    client_of(L1).get(f"/desk/scenarios/{code}/claims/", 403)


def test_files_are_opened_by_the_rights_of_their_claim(client_of: ClientOf, world: World) -> None:
    """C40, after the deadline: what was submitted, by the office and the round's experts; the rest by nobody."""
    code = world.a_scenario()
    ref, files = _a_marked_claim(client_of, world, code)
    world.claim_act(ref, "submit", L1)
    client_of(L1).post(f"/desk/claims/{ref}/files", {"file": (BytesIO(PDF), "后加的.pdf")})
    later = [
        one
        for one in re.findall(r'href="(/files/[^"]+)"', client_of(L1).get(f"/desk/claims/{ref}/attachments").text)
        if one not in files
    ]
    world.a_claim(code, "investor2")
    world.close(code)
    world.judge(code)
    for email in ("reviewer@office.example", "admin@office.example", "expert1@experts.example", L1):
        answer = client_of(email).get(files[0])
        assert answer.headers["Cache-Control"] == "no-store" and MARK.encode() in answer.data
    for email in ("", "lead@center1.example", L2, "expert5@experts.example"):
        client_of(email).get(files[0], 404)
    client_of("reviewer@office.example").get(later[0], 404)
    client_of(L1).get(later[0])


def test_a_withdrawn_claim_stays_sealed_for_ever(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref, files = _a_marked_claim(client_of, world, code)
    world.claim_act(ref, "submit", L1)
    world.claim_act(ref, "withdraw", L1)
    for organisation in ("investor2", "investor3"):
        world.a_claim(code, organisation)
    world.close(code)
    assert _holding(world.app.config["VAR_DIR"], MARK) == []
    for email in LOOKERS:
        client_of(email).get(files[0], 404)


def test_claims_of_a_round_with_too_few_are_never_opened(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    draft, _files = _a_marked_claim(client_of, world, code)
    world.close(code)
    assert world.scenario(code).state == "lapsed" and world.claim_state(draft) == "lapsed"
    assert _holding(world.app.config["VAR_DIR"], MARK) == []
    client_of("reviewer@office.example").get(f"/desk/claims/{draft}/", 404)
    assert MARK in client_of(L1).get(f"/desk/claims/{draft}/proposal").text


def test_what_was_opened_is_what_the_receipt_promised(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    with world.app.app_context():
        promised = claims.claim_by_ref(ref).submissions[-1].sha256
    world.close(code)
    assert promised in client_of("").get(f"/scenarios/{code}/").text


@pytest.mark.parametrize("what", ["submission", "key"])
def test_a_damaged_claim_is_recorded_as_damaged_and_the_others_open(
    client_of: ClientOf, world: World, what: str
) -> None:
    code = world.a_scenario()
    ref, other = world.a_claim(code), world.a_claim(code, "investor2")
    with world.app.app_context(), unit_of_work() as session:
        claim = session.scalars(select(Claim).where(Claim.ref == ref)).unique().one()
        row = claim.submissions[-1]
        if what == "key":
            claim.wrapped_key = claim.wrapped_key[:-1] + bytes([claim.wrapped_key[-1] ^ 1])
        else:
            row.sealed_content = row.sealed_content[:-1] + bytes([row.sealed_content[-1] ^ 1])
    client_of(L1).get(f"/desk/claims/{ref}/")
    world.close(code)
    assert set(world.refs(code)) == {ref, other}
    office = client_of("reviewer@office.example")
    assert "损坏" in office.get(f"/desk/scenarios/{code}/claims/").text
    assert (
        "损坏" in office.get(f"/desk/claims/{ref}/").text
        and sheets.WORDS[:12] in office.get(f"/desk/claims/{other}/").text
    )
    office.get(f"/desk/claims/{ref}/eligibility")
    client_of(L1).get(f"/desk/claims/{ref}/")


def test_a_seal_holds_its_place_and_its_claim() -> None:
    from marketplace.claims.seal import Damaged, Envelope

    sealed = Envelope(b"k" * 32, "JB-2026-0001").seal(b"text", "body")
    assert Envelope(b"k" * 32, "JB-2026-0001").unseal(sealed, "body") == b"text"
    for envelope, about in (
        (Envelope(b"k" * 32, "JB-2026-0002"), "body"),
        (Envelope(b"k" * 32, "JB-2026-0001"), "submission/1"),
        (Envelope(b"x" * 32, "JB-2026-0001"), "body"),
    ):
        with pytest.raises(Damaged):
            envelope.unseal(sealed, about)
