"""What is done with an objection are rows: each is refused, recorded and told by the table, whatever asks for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from marketplace.acts import service as acts
from marketplace.audit import queries as audit
from marketplace.errors import Forbidden, Unmet, WrongState
from marketplace.extensions import db
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.objections import service as objections
from marketplace.objections.queries import objection_by_ref
from marketplace.objections.service import OBJECTION
from tests.world.clients import Client
from tests.world.world import APPROVER2, REVIEWER, SECOND, World, person

ClientOf = Callable[[str], Client]
RIVAL = "lead@investor2.example"
UPHELD = {"decision": ["upheld"], "answer": ["确有错误，重新评。"], "about_experts": ["no"]}


@pytest.fixture
def code(world: World) -> str:
    """A scenario on public notice."""
    return world.a_scenario("notice")


def _state(world: World, ref: str) -> str:
    with world.app.app_context():
        return objection_by_ref(ref).state


def _said(world: World, code: str, ref: str) -> list[tuple[str, str, bool]]:
    """The acts in the scenario's history about this objection: what, why, whether in public."""
    with world.app.app_context():
        events = [one for one in audit.history("scenario", code) if one.data.get("objection") == ref]
        return [(one.action, one.reason, one.public) for one in events]


def test_nobody_upholds_one_to_the_result_alone_by_whichever_act(world: World, code: str) -> None:
    ref = world.object_to(code, RIVAL)
    with world.app.app_context():
        with pytest.raises(Unmet, match="另一人同意"):
            acts.act(OBJECTION, ref=ref, action="answer_objection", by=person(APPROVER2), form=UPHELD)
        with pytest.raises(WrongState):
            acts.act(OBJECTION, ref=ref, action="second_objection", by=person(SECOND), form=UPHELD)
        with pytest.raises(WrongState, match="自动发生"):
            acts.act(OBJECTION, ref=ref, action="object", by=person(APPROVER2))
        with pytest.raises(Forbidden, match="邮件里的链接"):
            acts.act(OBJECTION, ref=ref, action="confirm_objection", by=person(REVIEWER))
    assert _state(world, ref) == "counting" and not _said(world, code, ref)


def test_what_two_persons_uphold_is_recorded_of_each_and_answered_in_the_first_ones_words(
    world: World, code: str
) -> None:
    ref = world.object_to(code, RIVAL)
    with world.app.app_context():
        objections.decide(ref=ref, form=UPHELD, by=person(APPROVER2))
    assert _state(world, ref) == "upheld_by_one"
    world.second(ref, decision="rejected")
    assert _state(world, ref) == "counting"
    with world.app.app_context():
        objections.decide(ref=ref, form=UPHELD, by=person(APPROVER2))
    world.second(ref)
    assert _state(world, ref) == "replied"
    first = UPHELD["answer"][0]
    assert _said(world, code, ref) == [
        ("propose_upholding", first, False),
        ("refuse_upholding", "同意。", False),
        ("propose_upholding", first, False),
        ("second_objection", "", False),
        ("answer_objection", first, True),
    ]
    with world.app.app_context():
        (answered,) = [one for one in audit.history("scenario", code) if one.action == "answer_objection"]
        assert answered.actor_id == person(APPROVER2).id
        keys = select(Notification.key).where(Notification.person_id == person(RIVAL).id)
        assert f"answered/{ref}" in db.session.scalars(keys).all()


def test_the_second_person_says_whether_they_agree(world: World, client_of: ClientOf, code: str) -> None:
    ref = world.object_to(code, RIVAL)
    with world.app.app_context():
        objections.decide(ref=ref, form=UPHELD, by=person(APPROVER2))
    path = f"/desk/objections/{ref}/decide"
    page = client_of(SECOND).submit(path, {"answer": "没有选结论"}, 422).text
    assert "没有选结论" in page and _state(world, ref) == "upheld_by_one"


def test_a_citizen_is_told_by_mail_alone_and_no_history_of_the_scenario_says_who_objects(
    world: World, client_of: ClientOf, code: str
) -> None:
    mail = "wang@citizen.example"
    form = {"name": "王某", "contact": mail, "objection": "得分合计有误。"}
    client_of("").submit(f"/scenarios/{code}/objections/", form)
    with world.app.app_context():
        (sent,) = db.session.scalars(select(OutboxMail).where(OutboxMail.to == mail)).all()
        assert sent.person_id is None and "/objections/confirm/" in sent.body
        link = sent.body.split("/objections/confirm/")[1].split()[0]
    client_of("").submit(f"/objections/confirm/{link}")
    with world.app.app_context():
        ref = next(n.key for n in db.session.scalars(select(Notification)) if n.key.startswith("objection/"))[10:]
        events = audit.history("objection", ref)
        assert [(one.action, one.actor_id, one.public) for one in events] == [
            ("object", None, False),
            ("confirm_objection", None, False),
        ]
        assert events[1].data["how"] == "mail" and not _said(world, code, ref)


def test_who_is_called_and_says_so_has_confirmed_it(world: World, code: str) -> None:
    ref = world.object_to(code)
    with world.app.app_context():
        by = person(REVIEWER)
        acts.act(OBJECTION, ref=ref, action="call_objector", by=by, form={"outcome": ["reached"]})
        events = audit.history("objection", ref)[1:]
        assert [(one.action, one.actor_id) for one in events] == [
            ("call_objector", by.id),
            ("confirm_objection", by.id),
        ]
        assert (events[0].data["outcome"], events[1].data["how"]) == ("reached", "call")
        assert objection_by_ref(ref).confirmed_how == "call"
