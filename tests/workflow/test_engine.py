"""How things move: who, deadline, state, revision, guards, in this order; one event and the promised messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from marketplace.errors import Complaint, DeadlinePassed, Forbidden, NotFound, Stale, Unmet, WrongState
from marketplace.workflow import Facts, Move, Predicate, State, Table, Tell, Transition, Waits

NOW = datetime(2026, 11, 25, tzinfo=UTC)
boss = Predicate("boss", lambda p, _s: p == "boss", "only the boss may", "the boss may not")
friend = Predicate("friend", lambda p, _s: p in ("boss", "friend"), "only friends may", "a friend may not")


@dataclass
class Thing:
    """Something that moves."""

    state: str = "new"
    revision: int = 1
    late: bool = False


def late(move: Move) -> list[Complaint]:
    """The thing is late."""
    return [Complaint("too late")] if move.subject.late else []


def named(move: Move) -> list[Complaint]:
    """A name is given."""
    return [] if move.values.get("name") else [Complaint("no name", "name")]


def unlucky(move: Move) -> list[Complaint]:
    """Luck."""
    return [Complaint("bad luck")] if move.values.get("name") == "13" else []


TABLE = Table(
    "things",
    {s: State(s, s.upper()) for s in ("new", "done", "over")},
    (
        Transition(
            "finish",
            "Finish",
            frozenset({"new"}),
            "done",
            friend,
            checks=(named, unlucky),
            deadline=late,
            tell=(Tell(lambda _m: ["x"], "s", "b"),),
        ),
        Transition("end", "End", frozenset({"new"}), "over", friend),
        Transition("end", "End", frozenset({"done"}), "over", boss),
        Transition("skip", "Skip", frozenset({"new"}), "over", boss, when=lambda thing: thing.late),
    ),
)


def finish(
    thing: Thing, person: str = "friend", revision: int | None = 1, **values: Any
) -> tuple[list[Move], list[Any]]:
    """Try to finish it; what was recorded and sent."""
    events: list[Move] = []
    sent: list[Any] = []
    row = TABLE.pick("finish", person, thing, NOW)
    TABLE.apply(
        Move(thing, person, NOW, row, values),
        revision=revision,
        record=events.append,
        send=lambda _m, tell: sent.append(tell),
    )
    return events, sent


def test_a_move_changes_state_and_revision_and_leaves_one_event_and_its_messages() -> None:
    thing = Thing()
    events, sent = finish(thing, name="a")
    assert (thing.state, thing.revision, len(events), len(sent)) == ("done", 2, 1, 1)
    assert events[0].source == "new"


def test_a_person_with_no_row_is_refused_by_role_one_with_any_row_by_state() -> None:
    with pytest.raises(Forbidden, match="only friends"):
        TABLE.pick("end", "stranger", Thing("done"), NOW)
    with pytest.raises(WrongState, match="DONE"):
        TABLE.pick("end", "friend", Thing("done"), NOW)
    assert TABLE.pick("end", "boss", Thing("done"), NOW).who is boss


def test_role_goes_before_deadline_before_state_before_revision_before_guards() -> None:
    with pytest.raises(Forbidden):
        finish(Thing("done", late=True), "stranger", 9)
    with pytest.raises(DeadlinePassed):
        finish(Thing("done", late=True), "friend", 9)
    with pytest.raises(WrongState):
        finish(Thing("done"), "friend", 9)
    for revision in (9, None):
        with pytest.raises(Stale):
            finish(Thing(), "friend", revision)
    with pytest.raises(Unmet):
        finish(Thing(), "friend", 1)


def test_every_reason_is_given_at_once_and_nothing_moves() -> None:
    thing = Thing()
    row = TABLE.pick("finish", "friend", thing, NOW)
    with pytest.raises(Unmet) as refused:
        TABLE.apply(
            Move(thing, "friend", NOW, row, {"name": "13"}),
            revision=1,
            record=lambda _m: None,
            send=lambda _m, _t: None,
            complaints=[Complaint("too long", "name")],
        )
    assert refused.value.reasons == ["too long", "bad luck"]
    assert (thing.state, thing.revision) == ("new", 1)


def test_a_row_exists_only_where_its_condition_holds() -> None:
    with pytest.raises(WrongState):
        TABLE.pick("skip", "boss", Thing(), NOW)
    assert TABLE.pick("skip", "boss", Thing(late=True), NOW).target == "over"
    assert [c.row.action for c in TABLE.choices("boss", Thing(), NOW)] == ["finish", "end"]


def test_a_look_tells_why_not_without_asking_for_the_form() -> None:
    assert TABLE.look("finish", "friend", Thing(), NOW).possible
    assert [c.message for c in TABLE.look("finish", "friend", Thing(late=True), NOW).reasons] == ["too late"]
    assert not TABLE.look("finish", "friend", Thing("over"), NOW).possible
    with pytest.raises(NotFound):
        TABLE.look("fly", "boss", Thing(), NOW)


def test_predicates_compose_and_say_why_not() -> None:
    assert (boss & friend).refusals("stranger", None) == ["only the boss may"]
    assert (boss | friend).refusals("friend", None) == []
    assert (friend & ~boss).refusals("boss", None) == ["the boss may not"]
    assert (~(boss | friend))("stranger", None) and not (~(boss & friend))("boss", None)


@dataclass
class Account:
    """Something without a column for its state."""

    closed: bool = False
    guarded: bool = False
    events: int = 0


def closed_already(account: Account) -> str:
    """Open."""
    return "closed long ago" if account.closed else ""


ACCOUNTS = Table(
    "accounts",
    {s: State(s, s.upper()) for s in ("open", "closed")},
    (
        Transition(
            "close",
            "Close",
            frozenset({"open"}),
            "",
            boss,
            bars=closed_already,
            effects=(lambda move: setattr(move.subject, "closed", True),),
            waits=Waits(lambda account: account.guarded),
        ),
        Transition("wipe", "Wipe", frozenset({"open", "closed"}), "", boss, hidden=True),
    ),
    Facts(lambda account: "closed" if account.closed else "open", lambda account: account.events),
    lambda account, action: account.guarded and account.events > 0 and action == "close",
    stale="something happened here",
)


def test_a_thing_without_a_state_column_stands_where_its_facts_say() -> None:
    account = Account(events=3)
    row = ACCOUNTS.pick("close", "boss", account, NOW)
    with pytest.raises(Stale, match="something happened here") as stale:
        ACCOUNTS.require(Move(account, "boss", NOW, row), revision=2)
    assert stale.value.current == 3
    move = Move(account, "boss", NOW, row)
    ACCOUNTS.apply(move, revision=3, record=lambda _m: None, send=lambda _m, _t: None)
    assert (account.closed, move.source, account.events) == (True, "open", 3)


def test_what_bars_an_act_is_said_in_its_own_words_and_it_is_not_offered() -> None:
    account = Account(closed=True)
    with pytest.raises(WrongState, match="closed long ago"):
        ACCOUNTS.pick("close", "boss", account, NOW)
    with pytest.raises(WrongState, match="closed long ago"):
        ACCOUNTS.require(Move(account, "boss", NOW, ACCOUNTS.of("close")[0]), revision=0)
    assert [one.message for one in ACCOUNTS.look("close", "boss", account, NOW).reasons] == ["closed long ago"]
    assert ACCOUNTS.choices("boss", account, NOW) == []


def test_what_another_act_brings_about_is_nobodys_to_do() -> None:
    assert [choice.row.action for choice in ACCOUNTS.choices("boss", Account(), NOW)] == ["close"]
    with pytest.raises(WrongState, match="这一步随别的办理自动发生"):
        ACCOUNTS.pick("wipe", "boss", Account(), NOW)
    with pytest.raises(Forbidden, match="only the boss may"):
        ACCOUNTS.pick("wipe", "friend", Account(), NOW)


def test_an_act_waits_where_its_row_says_so_and_is_not_proposed_twice() -> None:
    plain, guarded = Account(), Account(guarded=True)
    row = ACCOUNTS.pick("close", "boss", guarded, NOW)
    assert (row.is_to_wait(plain), row.is_to_wait(guarded)) == (False, True)
    guarded.events = 1  # its proposal
    with pytest.raises(WrongState, match="正在等待审定人确认"):
        ACCOUNTS.pick("close", "boss", guarded, NOW)
    ACCOUNTS.require(Move(guarded, "boss", NOW, row), revision=1)  # whoever confirms does not pick: the move stands


def open_to_bosses(move: Move) -> list[Complaint]:
    """Shut for all but the boss."""
    return [] if move.person == "boss" else [Complaint("shut for you")]


SHOP = Table(
    "shops",
    {"open": State("open", "OPEN")},
    (Transition("buy", "Buy", frozenset({"open"}), "", friend, shut=open_to_bosses),),
    Facts(lambda _shop: "open", lambda shop: shop.events),
    trusts=True,
)


def test_what_shuts_an_act_may_look_at_who_asks_and_is_a_wrong_state() -> None:
    shop = Account()
    assert SHOP.pick("buy", "boss", shop, NOW).action == "buy"
    with pytest.raises(WrongState, match="shut for you"):
        SHOP.pick("buy", "friend", shop, NOW)
    with pytest.raises(Forbidden):
        SHOP.pick("buy", "stranger", shop, NOW)
    assert [one.message for one in SHOP.look("buy", "friend", shop, NOW).reasons] == ["shut for you"]
    assert [choice.possible for choice in SHOP.choices("friend", shop, NOW)] == [False]


def test_where_a_table_trusts_only_a_wrong_revision_is_refused() -> None:
    shop = Account(events=2)
    SHOP.require_seen(shop, None)
    SHOP.require_seen(shop, 2)
    with pytest.raises(Stale):
        SHOP.require_seen(shop, 1)
    with pytest.raises(Stale):
        ACCOUNTS.require_seen(Account(events=2), None)
