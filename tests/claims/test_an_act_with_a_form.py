"""An act of a claim with a form and a message is a row: its page, its refusal, its event and its mail follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from marketplace.accounts.predicates import signs
from marketplace.audit import queries as audit
from marketplace.claims import audiences, pages, service
from marketplace.claims.permissions import of_claimant
from marketplace.claims.states import SUBMITTED
from marketplace.claims.workflow import CLAIM_TABLE, deadline_passed
from marketplace.extensions import db
from marketplace.notifications.models import OutboxMail
from marketplace.sheets import Section
from marketplace.sheets.fields import Text
from marketplace.workflow import Tell, Transition
from tests.world.clients import Client
from tests.world.world import World

ClientOf = Callable[[str], Client]
LEAD = "lead@investor1.example"
VISIT = Transition(
    "ask_tour",
    "申请踏勘",
    frozenset({SUBMITTED}),
    SUBMITTED,
    of_claimant & signs,
    deadline=deadline_passed,
    form=Section("act", "", (Text(id="when", label="踏勘时间", required=True, max=20),)),
    effects=(lambda move: move.notes.update(when=move.values["when"]),),
    tell=(
        Tell(audiences.consortium, "申请踏勘：{title}", "{who}申请在 {when} 踏勘，不用办理。", "/desk/claims/{ref}/"),
    ),
    help="截止前可以申请踏勘。",
    source_of_rule="平台规则",
)


@pytest.fixture
def _with_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    table = replace(CLAIM_TABLE, rows=(*CLAIM_TABLE.rows, VISIT))
    monkeypatch.setattr(service, "CLAIM_KIND", replace(service.CLAIM_KIND, table=table))
    monkeypatch.setattr(pages, "CLAIM_TABLE", table)


@pytest.mark.usefixtures("_with_the_row")
def test_an_act_with_a_form_and_a_message_is_its_row(world: World, client_of: ClientOf) -> None:
    ref = world.a_claim(world.a_scenario())
    lead, page = client_of(LEAD), f"/desk/claims/{ref}/actions/ask_tour"
    assert page in lead.get(f"/desk/claims/{ref}/").text
    assert "踏勘时间" in lead.get(page).text and 'id="when"' in lead.get(page).text
    refused = lead.submit(page, {"when": "下" * 21}, 422).text
    assert "下" * 21 in refused and "最多 20 字" in refused
    assert "请填写“踏勘时间”" in lead.submit(page, {"when": ""}, 422).text
    lead.submit(page, {"when": "周三上午九点"})
    with world.app.app_context():
        [event] = [one for one in audit.history("claim", ref) if one.action == "ask_tour"]
        mails = [
            str(one)
            for one in db.session.scalars(
                select(OutboxMail.kept_body).where(OutboxMail.kept_subject.contains("申请踏勘"))
            )
        ]
    assert event.data["when"] == "周三上午九点"
    assert mails and all("周三上午九点" in body for body in mails)
