"""A claim that is not submitted lapses: its holders are reminded in time and told afterwards, and nobody else learns of it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import select

from marketplace import clock
from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.notifications import listing
from marketplace.notifications.models import Notification
from marketplace.scenarios.service import scenario_by_code
from marketplace.tick import tick
from tests.world import sheets
from tests.world.world import APPROVER, World

HOLDERS = {"lead@investor1.example", "member@investor1.example"}


def _told(world: World, start: str) -> Counter[str]:
    """How many messages of this kind each person got."""
    with world.app.app_context():
        rows = db.session.execute(
            select(Person.email)
            .join(Notification, Notification.person_id == Person.id)
            .where(Notification.key.startswith(start))
        )
        return Counter(row.email for row in rows)


def _to(world: World, code: str, **span: int) -> None:
    """Go to so long before the deadline, and do what is due, twice."""
    with world.app.app_context():
        left = scenario_by_code(code).round.deadline - clock.now() - timedelta(**span)  # type: ignore[union-attr]
        clock.advance(left)
    for _n in range(2):
        with world.app.app_context():
            tick()


def test_the_holders_of_a_draft_are_reminded_three_times_and_told_when_it_has_lapsed(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    world.a_claim(code, "investor2")
    counts = []
    for span in (
        {"days": 7, "minutes": 5},
        {"days": 6, "hours": 23},
        {"hours": 23, "minutes": 59},
        {"hours": 3},
        {"hours": 1, "minutes": 59},
        {"minutes": 1},
    ):
        _to(world, code, **span)
        counts.append(_told(world, f"remind/{ref}"))
    assert [count["lead@investor1.example"] for count in counts] == [0, 1, 2, 2, 3, 3]
    assert set(counts[-1]) == HOLDERS and set(_told(world, "remind/")) == HOLDERS
    with world.app.app_context():
        lines = [line for line in listing.lines() if "remind" in line or "还没有提交" in line or ref in line]
        assert not any(ref in line for line in lines)  # before the deadline lists name no claim
    world.close(code)
    assert world.claim_state(ref) == "lapsed" and _told(world, f"lapsed/{ref}") == Counter(HOLDERS)


def test_a_claim_begun_late_is_not_reminded_of_what_was_before_it(world: World) -> None:
    code = world.a_scenario()
    _to(world, code, hours=20)
    ref = world.a_claim(code, submit=False)
    _to(world, code, hours=19)
    assert not _told(world, f"remind/{ref}")
    _to(world, code, hours=1)
    assert _told(world, f"remind/{ref}") == Counter(HOLDERS)


def test_an_unconfirmed_claim_is_reminded_and_told_too(world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    other = world.a_claim(code, "investor2")
    plan = sheets.plan()
    terms = {**plan["claim_terms"], "qualifications": "有社区餐饮运营经验，近三年没有食品安全处罚。"}
    world.write_plan(code, {"claim_terms": terms}, "lead@center1.example")
    world.act(code, "amend", APPROVER, reason="补充资格条件")
    world.claim_act(other, "confirm", "lead@investor2.example")
    _to(world, code, hours=1, minutes=59)
    assert set(_told(world, f"remind/{ref}")) == HOLDERS and not _told(world, f"remind/{other}")
    world.close(code)
    assert _told(world, f"lapsed/{ref}") == Counter(HOLDERS) and not _told(world, f"lapsed/{other}")
