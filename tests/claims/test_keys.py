"""Who unwraps a claim's key, what is recorded of it, and how the wrapping key is changed."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest
from flask import Flask

from marketplace import clock
from marketplace.accounts.service import person_by_email
from marketplace.audit import queries as audit
from marketplace.audit.service import faults
from marketplace.claims import rotation, vault
from marketplace.claims import service as claims
from marketplace.claims.models import Claim
from marketplace.claims.seal import Damaged, KeyAbsent, WrappingKeys, key_holder
from marketplace.errors import Forbidden, NotFound
from marketplace.extensions import db, unit_of_work
from tests.world import sheets
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
L1, M1, L2, L3 = (
    "lead@investor1.example",
    "member@investor1.example",
    "lead@investor2.example",
    "lead@investor3.example",
)
OUTSIDERS = (L2, L3, "reviewer@office.example", "approver@office.example", "admin@office.example", "viewer@office.example",
             "lead@center1.example", "expert1@experts.example")  # fmt: skip


def _unsealed(world: World, ref: str) -> list[str]:
    with world.app.app_context():
        return [event.actor for event in audit.history("claim", ref) if event.action == "unseal"]


def test_before_the_deadline_only_the_claimants_own_people_unwrap_a_key(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    for email in OUTSIDERS:
        with world.app.app_context(), pytest.raises(NotFound):
            vault.body(claims.claim_by_ref(ref), person_by_email(email))  # type: ignore[arg-type]
    with world.app.app_context(), pytest.raises(Forbidden):
        vault.body(claims.claim_by_ref(ref), vault.THE_OPENING)
    with world.app.app_context():
        assert vault.body(claims.claim_by_ref(ref), person_by_email(M1))["proposal"]  # type: ignore[arg-type]


def test_an_unsealing_is_recorded_once_per_person_and_hour_and_the_claimant_sees_it(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    before = len(_unsealed(world, ref))
    for _n in range(3):
        client_of(M1).get(f"/desk/claims/{ref}/proposal")
    assert _unsealed(world, ref)[before:] == ["investor1 经办人"]
    with world.app.app_context():
        clock.advance(clock.parse_span("1h"))
    page = client_of(L1).get(f"/desk/claims/{ref}/").text
    assert len(_unsealed(world, ref)) == before + 2 and "启封记录" in page and "investor1 经办人" in page
    for email in OUTSIDERS:
        client_of(email).get(f"/desk/claims/{ref}/", 404)
    assert len(_unsealed(world, ref)) == before + 2


def test_an_unsealing_for_an_act_that_is_refused_is_recorded_all_the_same(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False, body={"proposal": sheets.claim("investor1")["proposal"]})
    with world.app.app_context():
        clock.advance(clock.parse_span("2h"))
    before = len(_unsealed(world, ref))
    client_of(M1).post(f"/desk/claims/{ref}/proposal", {"revision": "1", "proposal": "过期"}, 409)
    assert len(_unsealed(world, ref)) == before + 1
    with world.app.app_context():
        assert not list(faults())


def test_the_opening_is_recorded_too(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    world.close(code)
    assert _unsealed(world, ref)[-1] == "系统"
    assert "开榜" in client_of(L1).get(f"/desk/claims/{ref}/").text


# --- changing the wrapping key ------------------------------------------------------------------------------------


def test_an_old_key_opens_and_only_the_newest_wraps() -> None:
    old, both, new = WrappingKeys(["old"]), WrappingKeys(["new", "old"]), WrappingKeys(["new"])
    key, wrapped = old.new_key()
    assert both.unwrap(wrapped, "") == key and not both.is_newest(wrapped)
    again = both.rewrap(wrapped, "")
    assert new.unwrap(again, "") == key and both.is_newest(again) and new.is_newest(again)
    with pytest.raises(KeyAbsent):
        new.unwrap(wrapped, "")
    with pytest.raises(Damaged):
        both.unwrap(bytes([wrapped[0], *wrapped[1:-1], wrapped[-1] ^ 1]), "")


def _rotate(app: Flask, secrets: str, steps: int | None = None) -> rotation.Rotation:
    app.config["SEAL_KEY"] = secrets
    with app.app_context():
        return list(islice(rotation.rotate(), steps))[-1]


def test_a_rotation_that_was_broken_off_goes_on_and_loses_nothing(
    client_of: ClientOf, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "STEP", 1)
    app, first = world.app, world.app.config["SEAL_KEY"]
    code = world.a_scenario()
    refs = [world.a_claim(code, f"investor{n}") for n in (1, 2, 3)]
    assert _rotate(app, f"{'n' * 40} {first}", steps=1).wrapped == 1
    client_of(L1).get(f"/desk/claims/{refs[0]}/proposal")
    world.write_claim(refs[1], {"proposal": sheets.claim("investor2")["proposal"]}, L2)
    done = _rotate(app, f"{'n' * 40} {first}")
    assert (done.wrapped, done.damaged) == (2, ())
    app.config["SEAL_KEY"] = "n" * 40  # the old key is gone for good
    with app.app_context():
        assert not rotation.outstanding() and not list(faults())
    world.close(code)
    assert sorted(world.refs(code)) == sorted(refs)


def test_a_claim_whose_key_nobody_has_is_named_and_stops_no_other(world: World) -> None:
    code = world.a_scenario()
    ref, other = world.a_claim(code), world.a_claim(code, "investor2")
    with world.app.app_context(), unit_of_work():
        claim = claims.claim_by_ref(ref)
        claim.wrapped_key = bytes(len(claim.wrapped_key))
    done = _rotate(world.app, f"{'n' * 40} {world.app.config['SEAL_KEY']}")
    assert done.damaged == (ref,) and done.wrapped == 1
    with world.app.app_context():
        assert key_holder().is_newest(db.session.query(Claim).filter_by(ref=other).one().wrapped_key)
