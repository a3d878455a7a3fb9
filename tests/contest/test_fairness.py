"""A contest that somebody wants to bend: five claimants, two of them consortia, markers in every claim, an upheld
objection, other experts, a termination and a second round. Played over HTTP; leaks are looked for everywhere."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests

from tests.contest.player import Player
from tests.contest.test_blackbox import Contest
from tests.parts.plugin import StartMarketplace

LINK = re.compile(r'(?:href|src|action)="([^"#]+)')
LEAVES = ("/account/logout", "/static/", "/rehearsal")
"""Where a reader who looks for secrets does not go: out, and into what is the same for everybody."""
MOST_PAGES = 120


def _crawl(player: Player, starts: Iterable[str], within: Sequence[str]) -> dict[str, str]:
    """Every page that the person can reach from these by links, as far as it is about what `within` names."""
    found: dict[str, str] = {}
    waiting = list(starts)
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        if path in found:
            continue
        answer = player.get(path, None)
        found[path] = (
            answer.text
            if "text" in answer.headers.get("Content-Type", "") or "json" in str(answer.headers.get("Content-Type"))
            else answer.content.decode("utf-8", "replace")
        )
        for link in LINK.findall(found[path]):
            target = urlsplit(urljoin(path, link))
            if not target.netloc and any(one in target.path for one in within) and not target.path.startswith(LEAVES):
                waiting.append(target.path)
    return found


def _holding(folder: Path, words: Sequence[str]) -> list[tuple[str, str]]:
    """Files under the folder that hold one of the words in an encoding that a program might have used."""
    marks = [(word, word.encode(code)) for word in words for code in ("utf-8", "utf-16-le", "unicode_escape")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [(path.name, word) for path in files for word, mark in marks if mark in path.read_bytes()]


class Unfair(Contest):
    """The same contest, watched by everybody."""

    def looks(self, refs: dict[str, str], secrets: Sequence[str]) -> None:
        """Everyone but a claim's own people reads everything in reach: nothing tells of it, and no number counts."""
        starts = [
            f"/scenarios/{self.code}/",
            f"/desk/scenarios/{self.code}/",
            f"/desk/scenarios/{self.code}/claims/",
            f"/desk/scenarios/{self.code}/history",
            f"/desk/scenarios/{self.code}/questions/",
            f"/desk/scenarios/{self.code}/objections/",
            f"/api/v1/scenarios/{self.code}",
            "/desk/",
            "/desk/notifications/",
            "/notices/",
        ]
        within = (self.code, "/desk/notifications", "/desk/claims")
        lookers = [
            "reviewer",
            "approver",
            "viewer",
            "admin",
            "expert1@experts.example",
            f"lead@{self.publisher}.example",
        ]
        for email in [*lookers, "lead@investor2.example", "lead@ent20.example", ""]:
            player = self.who(email) if email else Player(self.server.url)
            pages = _crawl(player, starts, within)
            assert len(pages) >= len(starts)
            for path, text in pages.items():
                told = [secret for secret in secrets if secret in text]
                assert not told, f"{email or 'a visitor'} reads {told} at {path}"
        for email in ("reviewer", "admin", "lead@ent20.example", ""):
            player = self.who(email) if email else Player(self.server.url)
            for ref in refs.values():
                for path in (f"/desk/claims/{ref}/", f"/desk/claims/{ref}/document", f"/desk/claims/{ref}/eligibility"):
                    assert player.get(path, None).status_code in (302, 404), (email, path)

    def experts_sit(self, emails: Sequence[str], refs: Sequence[str], scores: dict[str, int]) -> None:
        """These experts are seated by hand, and judge."""
        page = f"/desk/scenarios/{self.code}/claims/"
        chosen = [f"{one}@experts.example" for one in emails]
        form = {"expert": chosen, "reason": "熟悉本场景"}
        answer = self.who("reviewer").post(f"/desk/scenarios/{self.code}/experts", form, page=page)
        assert answer.status_code == 302
        self.experts_judge(chosen, refs, scores)

    def drawn_experts_judge(self, refs: Sequence[str], scores: dict[str, int]) -> None:
        """Those who were drawn after the annulment judge; nobody chose them."""
        everyone = [f"expert{n}@experts.example" for n in range(1, 9)]
        drawn = [
            one for one in everyone if "先声明有无利害关系，再看申请" in self.who(one).get("/desk/evaluations/").text
        ]
        assert len(drawn) == 3
        self.experts_judge(drawn, refs, scores)

    def experts_judge(self, chosen: Sequence[str], refs: Sequence[str], scores: dict[str, int]) -> None:
        """These experts declare no interest, score and lock; then the evaluation is concluded."""
        criteria = self.api()["plan"]["claim_terms"]["criteria"]
        for email in chosen:
            for ref in refs:
                path = f"/desk/evaluations/{ref}/"
                fields = {f"score_{n}": str(scores[ref]) for n in range(len(criteria))}
                fields |= {f"note_{n}": "有依据" for n in range(len(criteria))}
                self.who(email).send(path, {"declare": "none"})
                self.who(email).send(path, {**fields, "lock": "yes"})
        self.who("reviewer").act(self.code, "conclude")

    def eligible(self, refs: Iterable[str]) -> None:
        """Every claim is found eligible."""
        for ref in refs:
            path = f"/desk/claims/{ref}/eligibility"
            answer = self.who("reviewer").post(path, {"eligible": "yes", "reason": "资格符合"}, page=path)
            assert answer.status_code == 302

    def objection_is_upheld(self, about_experts: str) -> None:
        """A loser objects to the result; someone who did not announce it upholds it."""
        path = f"/scenarios/{self.code}/objections/"
        loser = self.lead("investor3")
        fields = {"name": "投资人丙", "contact": "0558-5550777", "objection": "专家与揭榜方有往来。", "once": "z"}
        assert loser.post(path, fields, page=path).status_code == 302
        desk = f"/desk/scenarios/{self.code}/objections/"
        found = re.search(r'"(/desk/objections/[^"]+/decide)"', self.who("approver2").get(desk).text)
        assert found
        answer = {"decision": "upheld", "about_experts": about_experts, "answer": "确有往来，由其他专家重新评审。"}
        assert self.who("approver").post(found[1], answer, page=desk).status_code == 403, (
            "who announced does not decide"
        )
        assert self.who("approver2").post(found[1], answer, page=desk).status_code == 302
        agreed = {"decision": "upheld", "answer": "同意。"}
        assert self.who("reviewer2").post(found[1], agreed, page=desk).status_code == 302

    def wait_for_award(self, ref: str) -> None:
        """The notice runs out undisturbed, and the award is confirmed."""

        notice = self.api()["contest"]["notice"]
        assert notice["claim"] == ref
        self.advance(datetime.fromisoformat(notice["until"]) - self.now() + timedelta(seconds=1))
        self.who("approver2").act(self.code, "award")


@pytest.mark.slow
def test_nothing_leaks_and_the_right_one_wins_through_an_annulment_and_a_second_round(
    start_marketplace: StartMarketplace, tmp_path: Path
) -> None:
    server = start_marketplace(loaded=True)
    contest = Unfair(server, "center1", 4)
    contest.plan(claim_days=20, min_claims=1, consortium_allowed=True)
    contest.publish()
    before = contest.api()
    first = [("investor1", "operation", "60.00"), ("investor4", "investment", "40.00")]
    second = [("ent06", "operation", "33.34"), ("ent07", "investment", "66.66")]
    teams = {"investor1": first, "ent06": second, "investor3": None, "ent09": None, "ent12": None}
    markers = {name: f"暗记{place}榫卯{place}密语" for place, name in enumerate(teams)}
    refs = {name: contest.claim(name, members, marker=markers[name]) for name, members in teams.items()}
    page, own = f"/scenarios/{contest.code}/", f"/scenarios/{contest.code}/claim"
    assert contest.lead("ent07").post(own, {"once": "again"}, page=page).status_code == 422, "it sits in a consortium"

    receipts = [
        found
        for name in teams
        for found in re.findall(r"\b[0-9a-f]{64}\b", contest.lead(name).get(f"/desk/claims/{refs[name]}/").text)
    ]
    contest.looks(refs, [*markers.values(), *refs.values(), *receipts])
    assert _holding(server.var_dir, list(markers.values())) == [], "database, write-ahead log, files"
    assert not [one for one in markers.values() if one in server.log()]
    assert contest.api() == before, "open data does not move when claims come"

    contest.close()
    assert contest.api()["contest"]["claims"] == 5
    contest.eligible(refs.values())
    order = ["investor1", "investor3", "ent06", "ent09", "ent12"]
    contest.experts_sit(["expert1", "expert3", "expert5"], list(refs.values()), _scores(refs, order))
    contest.who("approver").act(contest.code, "announce", claim=refs["investor1"])
    contest.objection_is_upheld("yes")
    contest.who("approver2").act(contest.code, "award", 422)
    contest.who("approver2").act(contest.code, "annul", comment="异议成立，由其他专家重新评审")
    order = ["investor3", "ent06", "investor1", "ent12", "ent09"]
    contest.drawn_experts_judge(list(refs.values()), _scores(refs, order))
    contest.who("approver").act(contest.code, "announce", claim=refs["investor3"])
    contest.wait_for_award(refs["investor3"])
    public = contest.api()["contest"]
    assert public["award"]["organisation"] == "investor3"
    assert [row["claim"] for row in public["ranking"]] == [refs[name] for name in order]

    contest.who("reviewer").act(contest.code, "propose", act="terminate", comment="揭榜方未按约签约")
    contest.who("approver").act(contest.code, "terminate", 422, comment="揭榜方未按约签约，依退出机制终止")
    contest.advance(timedelta(days=12))
    contest.who("approver").act(contest.code, "terminate", comment="揭榜方未按约签约，依退出机制终止")
    contest.lead().act(contest.code, "relaunch", 422, comment="重新谋划")
    contest.advance(timedelta(days=15))
    contest.lead().act(contest.code, "relaunch", comment="重新谋划")
    contest.publish()
    earlier = Player(server.url).get(f"/scenarios/{contest.code}/?round=1").text
    assert "第 1 轮" in earlier
    again = contest.claim("ent12", marker="第二轮暗记")
    contest.looks({"ent12": again}, ["第二轮暗记", again])
    contest.close()
    contest.eligible([again])
    contest.experts_sit(["expert1", "expert2", "expert3"], [again], {again: 88})
    contest.who("approver").act(contest.code, "announce", claim=again)
    contest.wait_for_award(again)
    assert contest.api()["contest"]["award"]["organisation"] == "ent12"

    answer = contest.who("reviewer").get(f"/desk/scenarios/{contest.code}/archive.zip")
    folder = tmp_path / "archive"
    _verify(answer, folder)
    for name in teams:
        text = (folder / f"rounds/1/claims/{refs[name]}/submission.json").read_text("utf-8")
        assert markers[name] in text and not any(m in text for n, m in markers.items() if n != name)
    assert server.flask("audit", "verify").strip().endswith("the chain is whole")


def _scores(refs: dict[str, str], order: Sequence[str]) -> dict[str, int]:
    return {refs[name]: 95 - 5 * place for place, name in enumerate(order)}


def _verify(answer: requests.Response, folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        packed.extractall(folder)
    command = [sys.executable, "-I", str(folder / "verify.py")]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8", timeout=60)
    assert done.returncode == 0, done.stdout
