"""Who must stand aside, by each finding, and what an expert declares of earlier employment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.accounts.service import person_by_email
from marketplace.extensions import unit_of_work
from marketplace.panel.conflicts import PUBLIC_MAIL, domain, telephone
from tests.world.clients import Client
from tests.world.people import CLAIMANTS
from tests.world.world import EXPERTS, REVIEWER, World

ClientOf = Callable[[str], Client]
E1 = "expert1@experts.example"
ADMIN = "admin@office.example"


def _change(world: World, who: str, /, **changes: Any) -> None:
    with world.app.app_context(), unit_of_work():
        found = person_by_email(who)
        assert found is not None
        for name, value in changes.items():
            setattr(found, name, value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"email": "qian@investor1.example"}, "邮箱"),
        ({"phone": "+86 139 0000 1111"}, "电话相同"),
        ({"profile": {"employer_credit_code": CLAIMANTS["investor1"].lower()}}, "统一社会信用代码相同"),
        (
            {"profile": {"employers": [{"organisation": "investor2 有限公司（技术部）", "until": "2021年"}]}},
            "曾在investor2",
        ),
        ({"profile": {"employers": [{"organisation": CLAIMANTS["investor2"]}]}}, "曾在investor2"),
        ({"profile": {"employers": [{"organisation": "第一社区管理中心"}]}}, "曾在亳州高新区第一社区"),
    ],
)
def test_each_finding_stands_beside_the_name_and_excludes(
    client_of: ClientOf, world: World, changes: dict[str, Any], words: str
) -> None:
    code = world.a_scenario("evaluating")
    _change(world, "member@investor1.example", phone="13900001111", disabled_at=None)
    _change(world, E1, **changes)
    path = f"/desk/scenarios/{code}/experts"
    page = client_of(REVIEWER).get(path).text
    assert words in page and "须回避" in page
    with world.app.app_context():
        expert = person_by_email(changes.get("email", E1))
        assert expert is not None
        name = str(expert.id)
    refused = client_of(REVIEWER).post(path, {"expert": [name, "expert2"]}, 422).text
    assert "回避" in refused and words in refused


@pytest.mark.parametrize("provider", ["163.com", "QQ.com", "gmail.com", "139.com"])
def test_a_public_mail_provider_says_nothing(client_of: ClientOf, world: World, provider: str) -> None:
    code = world.a_scenario("evaluating")
    _change(world, "lead@investor1.example", email=f"boss@{provider}")
    _change(world, E1, email=f"qian@{provider}")
    client_of(REVIEWER).post(
        f"/desk/scenarios/{code}/experts",
        {"expert": [f"qian@{provider}".lower(), "expert2"], "reason": "熟悉社区运营"},
        None,
    )
    assert domain(f"x@{provider}") in PUBLIC_MAIL
    assert "须回避</span>" not in client_of(REVIEWER).get(f"/desk/scenarios/{code}/experts").text


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("0558-5550123", "05585550123"), ("+86 13900001111", "13900001111"), ("008613900001111", "13900001111"), ("", "")],
)
def test_a_telephone_is_its_digits(typed: str, digits: str) -> None:
    assert telephone(typed) == digits


def test_an_expert_who_declares_a_former_employer_among_the_parties_must_stand_aside(
    client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario("evaluating")
    client_of(REVIEWER).post(f"/desk/scenarios/{code}/experts", {"expert": list(EXPERTS), "reason": "熟悉社区运营"})
    ref = world.refs(code)[0]
    expert, path = client_of(E1), f"/desk/evaluations/{ref}/"
    employers = "亳州职业技术学院，2015年\ninvestor2 有限公司，2020年6月"
    page = expert.submit(path, {"declare": "none", "employers": employers}, 422).text
    assert "回避" in page and "曾在investor2" in page and "亳州职业技术学院" in page
    assert "须回避" in expert.submit(path, {"declare": "none"}, 422).text, "what was declared is not forgotten"
    assert expert.submit(path, {"declare": "none", "employers": "x" * 201}, 422).text.count("x" * 201) == 1
    expert.submit(path, {"declare": "interest", "declare_reason": "曾任职"})
    assert "investor2 有限公司，2020年6月" in client_of(ADMIN).get(f"/desk/people/{_id(world, E1)}/").text


def _id(world: World, email: str) -> int:
    with world.app.app_context():
        found = person_by_email(email)
        assert found is not None
        return found.id


def test_the_admin_enters_fields_and_employers_of_experts_only(client_of: ClientOf, world: World) -> None:
    admin, path = client_of(ADMIN), f"/desk/people/{_id(world, E1)}/profile"
    sent = {"fields": ["elderly_childcare"], "employers": "investor1 有限公司，2019年", "phone": "0558-5550123"}
    admin.submit(path, sent)
    page = admin.get(path).text
    assert "investor1 有限公司，2019年" in page and "0558-5550123" in page
    admin.submit(path, {**sent, "employer_credit_code": "91341600MA8EX01A24"}, 422)
    admin.submit(f"/desk/people/{_id(world, REVIEWER)}/profile", sent, 409)
    code = world.a_scenario("evaluating")
    assert "曾在investor1" in client_of(REVIEWER).get(f"/desk/scenarios/{code}/experts").text
