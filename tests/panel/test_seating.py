"""Who can be chosen into the panel, who must stand aside, and that it is for good."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.service import create_person, person_by_email
from marketplace.audit import queries as audit
from marketplace.claims.service import claim_by_ref
from marketplace.extensions import unit_of_work
from marketplace.scoring import queries as scoring_queries
from tests.world import people, sheets
from tests.world.clients import Client
from tests.world.judging import assigned, opened, scored
from tests.world.world import APPROVER, REVIEWER, World

ClientOf = Callable[[str], Client]
E1, E2, E3 = (f"expert{n}@experts.example" for n in (1, 2, 3))
L1, LEAD = "lead@investor1.example", "lead@center1.example"


def test_experts_are_assigned_by_number_address_or_code(client_of: ClientOf, world: World) -> None:
    code, _refs = opened(world)
    with world.app.app_context():
        number = person_by_email(E3).id  # type: ignore[union-attr]
    client_of(REVIEWER).post(
        f"/desk/scenarios/{code}/experts", {"expert": ["expert1", E2, str(number)], "reason": "熟悉社区运营"}
    )
    for email in (E1, E2, E3):
        assert "请评审" in client_of(email).get("/desk/notifications/").text
        assert code in client_of(email).get("/desk/evaluations/").text
    page = client_of(REVIEWER)
    for wrong in ({}, {"expert": ["nobody"]}, {"expert": ["\x00", "9" * 40]}, {"draw": "4"}, {"draw": "x"}):
        page.post(f"/desk/scenarios/{code}/experts", wrong, 422)
    for email, status in ((APPROVER, 403), (LEAD, 403), (L1, 403), (E1, 403)):
        client_of(email).post(
            f"/desk/scenarios/{code}/experts", {"expert": ["expert4"], "reason": "熟悉社区运营"}, status
        )


@pytest.mark.parametrize("organisation", ["investor1", "investor3", "center1"])
def test_an_expert_of_a_party_stands_aside_from_the_whole_round(
    client_of: ClientOf, world: World, organisation: str
) -> None:
    """C13 and C14: of the lead, of a partner, or of the publisher, and for rival claims too."""
    code = world.a_scenario("open")
    partners = [("investor1", "operation", 60), ("investor3", "investment", 40)]
    ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
    world.claim_act(ref, "confirm_membership", "lead@investor3.example")
    world.claim_act(ref, "submit", L1)
    world.a_claim(code, "investor2")
    with world.app.app_context(), unit_of_work():
        create_person(
            email="other@private.example",
            name="钱专家",
            role="expert",
            organisation=organisation_by_name(organisation),
            password_hash=people.HASH,
            confirmed=True,
        )
    world.close(code)
    page = (
        client_of(REVIEWER)
        .post(
            f"/desk/scenarios/{code}/experts",
            {"expert": ["expert1", "other@private.example"], "reason": "熟悉社区运营"},
            422,
        )
        .text
    )
    assert "回避" in page and "钱专家属于" in page
    client_of(E1).get(f"/desk/evaluations/{ref}/", 404)


def test_the_same_telephone_under_another_address_is_the_same_person(client_of: ClientOf, world: World) -> None:
    code, _refs = opened(world)
    with world.app.app_context(), unit_of_work():
        person_by_email(L1).phone = person_by_email(E1).phone = "0558-5550123"  # type: ignore[union-attr]
    assert (
        "回避"
        in client_of(REVIEWER)
        .post(f"/desk/scenarios/{code}/experts", {"expert": ["expert1"], "reason": "熟悉社区运营"}, 422)
        .text
    )


def test_someone_seconded_from_a_claimant_takes_no_part(client_of: ClientOf, world: World) -> None:
    code, (ref, _other) = opened(world)
    with world.app.app_context(), unit_of_work():
        person_by_email(REVIEWER).seconded_from_id = organisation_by_name("investor1").id  # type: ignore[union-attr]
    office = client_of(REVIEWER)
    office.get(f"/desk/scenarios/{code}/claims/", 403)
    office.get(f"/desk/claims/{ref}/", 404)
    office.post(f"/desk/scenarios/{code}/experts", {"expert": ["expert1"], "reason": "熟悉社区运营"}, 403)


def test_an_interest_recuses_for_good(client_of: ClientOf, world: World) -> None:
    """C23: one lifted one's own recusal."""
    code, (ref, other) = assigned(client_of, world)
    expert = client_of(E1)
    expert.post(f"/desk/evaluations/{other}/", {"declare": "none", "lock": "yes", "revision": "1", **scored(10)})
    assert "请写明" in expert.post(f"/desk/evaluations/{ref}/", {"declare": "interest"}, 422).text
    expert.post(f"/desk/evaluations/{ref}/", {"declare": "interest", "declare_reason": "任独立董事"})
    for one in (ref, other):
        expert.post(f"/desk/evaluations/{one}/", {"declare": "none"}, 409)
        assert sheets.WORDS[:12] not in expert.get(f"/desk/evaluations/{one}/").text
        expert.get(f"/desk/claims/{one}/", 404)
        expert.post(f"/desk/evaluations/{one}/", {"revision": "1", **scored(90)}, 403)
    assert "回避 1" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/claims/").text
    with world.app.app_context():
        assert scoring_queries.full_panel(claim_by_ref(ref).round) == []


def test_who_sits_already_is_not_chosen_again(client_of: ClientOf, world: World) -> None:
    code, _refs = assigned(client_of, world)
    office, path = client_of(REVIEWER), f"/desk/scenarios/{code}/experts"
    with world.app.app_context():
        before = [one.action for one in audit.history("round", f"{code}/1")]
    office.submit(path, {"expert": ["expert1"], "reason": "再选一次"})
    with world.app.app_context():
        assert [one.action for one in audit.history("round", f"{code}/1")] == before
        assert before.count("assign_experts") == 1
