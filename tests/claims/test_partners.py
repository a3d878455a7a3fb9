"""Partners are found as people name them; where several fit, the choice is offered, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from marketplace.accounts import queries as accounts
from marketplace.claims import service as claims
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
L1 = "lead@investor1.example"


def _team(partner: str) -> dict[str, str]:
    return {
        "members-0-organisation": "investor1",
        "members-0-role": "operation",
        "members-0-share_pct": "60",
        "members-1-organisation": partner,
        "members-1-role": "investment",
        "members-1-share_pct": "40",
    }


def _members(world: World, ref: str) -> list[str]:
    with world.app.app_context():
        return [member.organisation.code for member in claims.claim_by_ref(ref).members]


@pytest.mark.parametrize("how", ["name", "short_name", "credit_code", "code", "wide", "spaced"])
def test_a_partner_is_found_by_name_code_or_credit_code(client_of: ClientOf, world: World, how: str) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    with world.app.app_context():
        other = accounts.organisation_by_name("investor3")
        assert other is not None and other.credit_code
        wide = "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in other.credit_code)
        named = {"wide": wide, "spaced": f" {other.name[:2]} {other.name[2:]}　"}
        typed = named.get(how) or str(getattr(other, how))
    page = f"/desk/claims/{ref}/team"
    client_of(L1).submit(page, _team(typed), 302)
    assert _members(world, ref) == ["investor1", "investor3"]


def test_where_several_fit_the_choice_is_offered_and_nothing_typed_is_lost(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)
    with world.app.app_context():
        names = [one.name for one in accounts.claimants()]
    part = next(
        name[start : start + 2]
        for name in names
        for start in range(len(name) - 1)
        if sum(name[start : start + 2] in one for one in names) > 1
    )
    page = f"/desk/claims/{ref}/team"
    refused = client_of(L1).submit(page, _team(part), 422).text
    assert '<select id="members-1-organisation"' in refused and f'<option value="{part}" selected>' in refused
    assert 'value="investor' in refused and "选定" in refused
    client_of(L1).submit(page, _team("investor3"), 302)  # what the select sends
    assert "没有名称" in client_of(L1).submit(page, _team("查无此单位"), 422).text
