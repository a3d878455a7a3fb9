"""Only who may do the act is asked to; where nobody is left, the administrator is told, once."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.accounts.models import Person
from marketplace.extensions import db, unit_of_work
from marketplace.lifecycle.duties import DUTIES
from marketplace.lifecycle.workflow import TABLE
from tests.lifecycle.steps import LEAD, mails, post
from tests.world.clients import Client
from tests.world.world import APPROVER, APPROVER2, REVIEWER, VETTING, World, person

ClientOf = Callable[[str], Client]
ADMIN = "admin@office.example"
REASON = {"comment": "不签协议，取消资格", "told": "yes", "confirm": "yes"}


def _roles(world: World, **roles: str) -> None:
    with world.app.app_context(), unit_of_work():
        for name, role in roles.items():
            db.session.get_one(Person, person(name).id).role = role


def _asked(world: World, address: str, words: str) -> int:
    return sum(words in text for text in mails(world, address))


def _vetted_again(world: World, client_of: ClientOf) -> str:
    """Vetted by someone who became an approver, returned, and vetted by another."""
    code = world.a_scenario(state="vetted")
    _roles(world, reviewer="approver", approver2="reviewer")
    post(client_of(APPROVER), code, "return", 302, **{"section_comments-basics": "请补充", "comment": "请补充"})
    post(client_of(LEAD), code, "submit", 302)
    return code


def test_an_approver_who_vetted_it_is_not_asked_to_approve(world: World, client_of: ClientOf) -> None:
    code = _vetted_again(world, client_of)
    before = _asked(world, APPROVER, "请在")
    post(client_of(APPROVER2), code, "vet", 302, **VETTING)
    assert _asked(world, APPROVER, "初审通过，请在") == before + 1
    assert not _asked(world, REVIEWER, "初审通过，请在")
    assert not _asked(world, ADMIN, "没有人可以办理")


def test_where_all_approvers_vetted_it_the_administrator_is_told_once(world: World, client_of: ClientOf) -> None:
    code = _vetted_again(world, client_of)
    _roles(world, approver="viewer")
    post(client_of(APPROVER2), code, "vet", 302, **VETTING)
    assert _asked(world, ADMIN, "没有人可以办理“审定”") == 1
    letter = next(text for text in mails(world, ADMIN) if "没有人可以办理" in text)
    assert "前办理" in letter and "另设一位" in letter and "/desk/people/" in letter
    assert not _asked(world, REVIEWER, "初审通过，请在")


def test_who_concluded_it_or_forfeited_it_is_not_asked_to_announce_the_next(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="awarded")
    _roles(world, reviewer="approver")
    world.propose(code, "forfeit", "reviewer2@office.example")
    post(client_of(APPROVER2), code, "forfeit", 302, **REASON)
    asked = {one: _asked(world, one, "前公示下一名") for one in (APPROVER, APPROVER2, REVIEWER)}
    assert asked == {APPROVER: 1, APPROVER2: 0, REVIEWER: 0}


def test_where_only_the_concluder_is_left_the_administrator_is_told(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(state="awarded")
    _roles(world, reviewer="approver", approver="viewer", approver2="viewer")
    world.propose(code, "forfeit", "reviewer2@office.example")
    post(client_of(REVIEWER), code, "forfeit", 302, **REASON)
    assert _asked(world, ADMIN, "没有人可以办理“公示”") == 1


def test_a_duty_is_whose_the_row_of_its_act_is() -> None:
    for duty in DUTIES:
        action = duty.link.partition("/actions/")[2]
        rows = [row for row in TABLE.rows if row.action == action and duty.state in row.source]
        assert not action or str(duty.who.name) in {str(row.who.name) for row in rows}, duty.label


def test_a_message_writes_a_day_as_a_document_does(world: World) -> None:
    code = world.a_scenario(state="recommended")
    world.happened(code, "start", LEAD)
    letter = mails(world, REVIEWER)[-1]
    assert "月" in letter and "日 开工" in letter and "-" not in letter.partition("办理地址")[0]
