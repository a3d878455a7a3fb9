"""Whole contests over HTTP against the real server, by the contract alone; the outcome is read from the open data."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.contest.player import Player, flat
from tests.parts.plugin import StartMarketplace
from tests.parts.server import Marketplace
from tests.proof import ledger
from tests.world import sheets

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
OFFICE = ("reviewer", "reviewer2", "approver", "approver2")
SECTIONS = (
    "basics",
    "situation",
    "objectives",
    "positioning",
    "resources",
    "operation",
    "returns",
    "supports",
    "schedule",
    "claim_terms",
)


class Contest:
    """One scenario on its way, and the people around it."""

    def __init__(self, server: Marketplace, publisher: str, seed: int) -> None:
        self.server, self.publisher, self.random = server, publisher, random.Random(seed)
        self.people: dict[str, Player] = {}
        self.code = ""

    def who(self, email: str) -> Player:
        """That person, signed in once."""
        if "@" not in email:
            email = f"{email}@office.example"
        if email not in self.people:
            self.people[email] = Player(self.server.url, email)
        return self.people[email]

    def lead(self, organisation: str = "") -> Player:
        """An organisation's lead."""
        return self.who(f"lead@{organisation or self.publisher}.example")

    def plan(self, **terms: Any) -> None:
        """The clerk writes the plan."""
        clerk = self.who(f"clerk@{self.publisher}.example")
        title = f"测试场景第{self.random.randrange(10**6)}号社区食堂"
        answer = clerk.post(
            "/desk/scenarios/new",
            {"title": title, "field": "elderly_childcare", "year": "2026", "once": str(self.random.random())},
            page="/desk/scenarios/new",
        )
        assert answer.status_code == 302
        self.code = answer.headers["Location"].rstrip("/").rpartition("/")[2]
        body = sheets.plan(self.random.choice(["01", "06"]), claim_terms=terms)
        body["basics"]["title"] = title
        for section in self.random.sample(SECTIONS, len(SECTIONS)):
            clerk.send(f"/desk/scenarios/{self.code}/plan/{section}", flat(body[section]))

    def publish(self) -> None:
        """From the report to the open contest, sometimes by way of a return."""
        self.lead().act(self.code, "submit")
        if self.random.random() < 0.5:
            comments: dict[str, Any] = {"section_comments-returns": "请补依据"}
            self.who("reviewer").act(self.code, "return", **comments)
            self.lead().act(self.code, "submit")
        scores: dict[str, Any] = {f"score_{c}": "4" for c in ("traction", "feasibility", "leverage")}
        scores |= {f"reason_{c}": "有依据" for c in ("traction", "feasibility", "leverage")}
        self.who("reviewer").act(self.code, "vet", **scores)
        self.who("approver").act(self.code, "publish", fair_competition="passed")

    def claim(
        self,
        organisation: str,
        members: list[tuple[str, str, Any]] | None = None,
        *,
        submit: bool = True,
        marker: str = "",
    ) -> str:
        """A claim, with its members' confirmations. A marker stands in its texts and in the name and bytes of its file."""
        lead = self.lead(organisation)
        answer = lead.post(
            f"/scenarios/{self.code}/claim", {"once": str(self.random.random())}, page=f"/scenarios/{self.code}/"
        )
        assert answer.status_code == 302
        ref = answer.headers["Location"].rstrip("/").rpartition("/")[2]
        model = lead.api(f"scenarios/{self.code}")["operating_model"]["id"]
        text = f"{marker}。{sheets.WORDS}" if marker else sheets.WORDS
        body = sheets.claim(organisation, members, text=text, operation={"operating_model": model})
        for section, values in body.items():
            lead.send(f"/desk/claims/{ref}/{section}", flat(values))
        files = {"file": (f"资质{marker} (终稿).pdf", PDF + marker.encode())}
        assert lead.post(f"/desk/claims/{ref}/files", page=f"/desk/claims/{ref}/", files=files).status_code == 302
        for name, _role, _share in members or []:
            if name != organisation:
                self.lead(name).send(f"/desk/claims/{ref}/actions/confirm_membership", page=f"/desk/claims/{ref}/")
        if submit:
            lead.send(f"/desk/claims/{ref}/actions/submit", page=f"/desk/claims/{ref}/")
        return ref

    def advance(self, span: timedelta) -> None:
        """Move the clock and do what is due."""
        self.server.here("clock", "advance", f"{max(1, int(span.total_seconds()))}s")
        self.server.here("tick")

    def now(self) -> datetime:
        """The application's time."""
        return datetime.fromisoformat(self.server.here("clock", "show").strip().splitlines()[-1])

    def close(self) -> None:
        """The deadline passes."""
        deadline = datetime.fromisoformat(self.api()["contest"]["deadline"])
        self.advance(deadline - self.now() + timedelta(seconds=1))

    def api(self) -> Any:
        """The scenario as the public sees it."""
        return Player(self.server.url).api(f"scenarios/{self.code}")

    def judge(self, refs: list[str], scores: dict[str, int]) -> None:
        """Eligibility, experts, declarations, scores."""
        reviewer = self.who("reviewer")
        page = f"/desk/scenarios/{self.code}/claims/"
        for ref in refs:
            answer = reviewer.post(
                f"/desk/claims/{ref}/eligibility", {"eligible": "yes", "reason": "资格符合"}, page=page
            )
            assert answer.status_code == 302
        experts = ["expert1", "expert3", "expert5"]
        answer = reviewer.post(
            f"/desk/scenarios/{self.code}/experts",
            {"expert": [f"{e}@experts.example" for e in experts], "reason": "熟悉社区运营"},
            page=page,
        )
        assert answer.status_code == 302
        criteria = self.api()["plan"]["claim_terms"]["criteria"]
        for expert in experts:
            judge = self.who(f"{expert}@experts.example")
            for ref in refs:
                fields = {f"score_{n}": str(scores[ref]) for n in range(len(criteria))} | {
                    f"note_{n}": "有依据" for n in range(len(criteria))
                }
                judge.send(f"/desk/evaluations/{ref}/", {"declare": "none"})
                judge.send(f"/desk/evaluations/{ref}/", {**fields, "lock": "yes"})
        self.who("reviewer").act(self.code, "conclude")

    def award(self, ref: str) -> None:
        """Notice, sometimes an objection, award."""
        self.who("approver").act(self.code, "announce", claim=ref)
        if self.random.random() < 0.5:
            citizen = Player(self.server.url)
            fields = {
                "name": "王某某",
                "contact": "0558-5550999",
                "objection": "对评分有异议，请复核并公开说明。",
                "once": "y",
            }
            assert (
                citizen.post(
                    f"/scenarios/{self.code}/objections/", fields, page=f"/scenarios/{self.code}/objections/"
                ).status_code
                == 302
            )
            desk = f"/desk/scenarios/{self.code}/objections/"
            import re

            found = re.search(r'"(/desk/objections/[^"]+/decide)"', self.who("approver2").get(desk).text)
            assert found
            assert (
                self.who("approver2")
                .post(found[1], {"decision": "rejected", "answer": "经复核，异议不成立。"}, page=desk)
                .status_code
                == 302
            )
        notice = self.api()["contest"]["notice"]
        assert notice["claim"] == ref
        self.who("approver2").act(self.code, "award", 422)
        self.advance(datetime.fromisoformat(notice["until"]) - self.now() + timedelta(seconds=1))
        self.who("approver2").act(self.code, "award")

    def implement(self, organisation: str) -> None:
        """The winner's plan, the publisher's word, publication, start, completion, effect."""
        winner, base = self.lead(organisation), f"/desk/scenarios/{self.code}/implementation"
        winner.send(f"{base}/delivery", flat(sheets.implementation()["delivery"]))
        signed = self.now().date().isoformat()
        winner.send(f"{base}/agreement", {"signed_on": signed}, files={"file": ("协议.pdf", PDF)})
        answer = self.lead().post(f"{base}/endorse", {"confirm": "yes"}, page=f"{base}/endorse")
        assert answer.status_code == 302
        winner.act(self.code, "submit_plan")
        self.who("approver").act(self.code, "approve_plan")
        for action in ("start", "complete", "take_effect"):
            self.lead().act(self.code, action, 422, happened_on=signed)
            self.lead().act(self.code, action, happened_on=signed, files={"evidence": ("证明.pdf", PDF)})


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 1 + ledger.times(long=3, usual=2, short=1)))
def test_a_contest_is_played_to_its_effect_by_the_contract_alone(
    start_marketplace: StartMarketplace, seed: int
) -> None:
    server = start_marketplace(loaded=True)
    contest = Contest(server, ["center1", "center4"][seed % 2], seed)
    contest.plan(claim_days=20, min_claims=1)
    contest.publish()
    public = contest.api()
    assert (public["state"], public["contest"]["claims"], public["publication"]["version"]) == ("open", None, 1)
    alone = contest.claim("investor3")
    together = contest.claim("investor1", [("investor1", "operation", 60), ("investor4", "investment", "40.00")])
    withdrawn = contest.claim("ent09")
    contest.lead("ent09").send(f"/desk/claims/{withdrawn}/actions/withdraw", {"confirm": "yes"})
    drafted = contest.claim("ent17", submit=False)
    contest.close()
    assert contest.api()["contest"]["claims"] == 2
    contest.judge([alone, together], {alone: 70, together: 90})
    assert contest.api()["contest"]["ranking"] is None
    contest.award(together)
    public = contest.api()
    assert public["state"] == "awarded" and public["contest"]["award"]["organisation"] == "investor1"
    assert [(row["claim"], row["rank"], row["score"]) for row in public["contest"]["ranking"]] == [
        (together, 1, 90),
        (alone, 2, 70),
    ]
    assert public["contest"]["notice"] is None
    contest.implement("investor1")
    public = contest.api()
    assert public["state"] == "effective" and public["publication"]["version"] == 2
    assert contest.lead("ent17").get(f"/desk/claims/{drafted}/").status_code == 200
    assert server.flask("audit", "verify").strip().endswith("the chain is whole")
