"""Races on the real server with two workers, on both databases: whoever is first, the rules hold."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import pytest
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts import service as accounts
from marketplace.audit.models import AuditEvent
from marketplace.claims.models import Claim, ClaimSubmission, Seat
from marketplace.claims.service import claim_by_ref
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import Notification, OutboxMail
from tests.parts.server import ROOT, Marketplace
from tests.proof import ledger
from tests.proof.browsers import Answer, Browser, at_once
from tests.proof.houses import Builder, House
from tests.world import sheets
from tests.world.world import APPROVER, APPROVER2, World

pytestmark = pytest.mark.slow
L1, L2, L3 = "lead@investor1.example", "lead@investor2.example", "lead@investor3.example"
ROUNDS = ledger.times(long=6, usual=2, short=1)


class Race:
    """A house with its server, and what happened in it."""

    def __init__(self, house: House, server: Marketplace) -> None:
        self.house, self.server = house, server
        self.world: World = house.world
        self.database = house.database

    def browser(self, email: str) -> Browser:
        """Somebody at the server."""
        return Browser(self.house.app, self.server.url, email)

    def count(self, what: str, n: int = 1) -> None:
        """One more race run."""
        ledger.count(f"{what}（{self.database}）", n)

    def events(self, kind: str, action: str, ref: str = "") -> int:
        """How often this happened."""
        query = select(func.count()).select_from(AuditEvent)
        query = query.where(AuditEvent.subject_kind == kind, AuditEvent.action == action)
        query = query.where(AuditEvent.subject_ref == ref) if ref else query
        with self.house.app.app_context():
            return db.session.scalar(query) or 0

    def before_deadline(self, code: str, seconds: float) -> None:
        """Move the clock to so many seconds before the deadline."""
        with self.house.app.app_context():
            deadline = self.world.scenario(code).deadline
            clock.advance(deadline - clock.now() - timedelta(seconds=seconds))

    def check_whole(self) -> None:
        """Nothing broke: no fault in the log, the chain verifies, no message twice."""
        assert "whole" in self.server.flask("audit", "verify")
        assert "Traceback" not in self.server.log()
        with self.house.app.app_context():
            told = db.session.execute(select(Notification.person_id, Notification.key)).all()
            assert len(told) == len(set(told))
            mails = db.session.scalars(select(OutboxMail.message_id)).all()
            assert len(mails) == len(set(mails))


@pytest.fixture
def race(build: Builder) -> Iterator[Race]:
    """A house, and the real server over the same database and keys; its ticker runs."""
    house = build.build()
    keys = {name: house.app.config[name] for name in ("SECRET_KEY", "SEAL_KEY")}
    server = Marketplace(house.var_dir, database_url=house.url, settings={"WORKERS": "2", **keys})
    server.start()
    yield Race(house, server)
    server.stop()
    build.tear_down(house)


def _revision(browser: Browser, path: str) -> str:
    return str(re.findall(r'data-revision="(\d+)"', browser.ask(path).page)[0])


def test_two_approvers_at_once_make_one_winner(race: Race) -> None:
    """C17: a lock was skipped for speed and the last ticket was sold twice."""
    world, browsers = race.world, [race.browser(APPROVER), race.browser(APPROVER2)]
    for n in range(ROUNDS):
        code = world.a_scenario("evaluated", title=f"第{n}个同时办理的场景名称")
        refs = world.refs(code)
        assert sorted(_both(browsers, code, "announce", refs)) in ([302, 409], [302, 422])
        world.end_notice(code)
        assert sorted(_both(browsers, code, "award", refs)) == [302, 409]
        with world.app.app_context():
            assert sorted(claim_by_ref(ref).state for ref in refs) == ["awarded", "not_awarded"]
        assert race.events("scenario", "award", code) == 1
        race.count("两位审定人同时确认揭榜")
    race.check_whole()


def _both(browsers: list[Browser], code: str, action: str, refs: list[str]) -> list[int]:
    path = f"/desk/scenarios/{code}/actions/{action}"
    revision = _revision(browsers[0], path)
    deeds = [
        partial(one.ask, path, {"revision": revision, "claim": ref, "comment": "比选后择优"})
        for one, ref in zip(browsers, refs, strict=True)
    ]
    return [answer.status for answer in at_once(deeds)]


def test_the_last_second_belongs_to_who_was_in_time(race: Race) -> None:
    """Two leads of one organisation and its rivals press submit around the deadline."""
    world = race.world
    with world.app.app_context(), unit_of_work():
        other = accounts.person_by_email("member@investor1.example")
        assert other is not None
        other.role = "lead"
    for n in range(ROUNDS):
        code = world.a_scenario(title=f"第{n}个最后一秒的场景名称")
        refs = {name: world.a_claim(code, name, submit=False) for name in ("investor1", "investor2", "investor3")}
        people = [(L1, "investor1"), ("member@investor1.example", "investor1"), (L2, "investor2"), (L3, "investor3")]
        browsers = [(race.browser(email), refs[name]) for email, name in people]
        race.before_deadline(code, 1.2)
        answers = at_once(
            [partial(_after, place * 0.35, one, ref) for place, (one, ref) in enumerate([*browsers, *browsers])]
        )
        assert {answer.status for answer in answers} <= {302, 409, 422}
        _wait_until(partial(_has_closed, world, code))
        with world.app.app_context():
            for ref in refs.values():
                claim = claim_by_ref(ref)
                rows = db.session.scalars(select(ClaimSubmission).where(ClaimSubmission.claim_id == claim.id)).all()
                assert len(rows) <= 1 and all(row.at < claim.round.deadline for row in rows)
                assert claim.is_opened is bool(rows), ref
        race.count("最后一秒提交", len(answers))
    race.check_whole()


def _has_closed(world: World, code: str) -> bool:
    return bool(world.scenario(code).state != "open")


def _after(wait: float, browser: Browser, ref: str) -> Answer:
    time.sleep(wait)
    return browser.ask(f"/desk/claims/{ref}/actions/submit", {"revision": "1"})


def _wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.2)


def test_a_member_confirms_while_the_lead_withdraws(race: Race) -> None:
    world, lead, member = race.world, race.browser(L1), race.browser(L3)
    partners = [("investor1", "operation", 60), ("investor3", "investment", 40)]
    code = world.a_scenario()
    for _n in range(ROUNDS * 2):
        ref = world.a_claim(code, submit=False, body=sheets.claim("investor1", partners))
        revision = _revision(member, f"/desk/claims/{ref}/")
        fields = {"revision": revision}
        answers = at_once(
            [
                partial(member.ask, f"/desk/claims/{ref}/actions/confirm_membership", fields),
                partial(lead.ask, f"/desk/claims/{ref}/actions/withdraw", fields),
            ]
        )
        assert 302 in {answer.status for answer in answers}
        assert {answer.status for answer in answers} <= {302, 409, 422}
        if answers[1].status != 302:  # the member was first: the lead sees it and withdraws
            again = {"revision": _revision(lead, f"/desk/claims/{ref}/")}
            assert lead.ask(f"/desk/claims/{ref}/actions/withdraw", again).status == 302
        with world.app.app_context():
            assert claim_by_ref(ref).state == "withdrawn"
            assert not db.session.scalar(select(func.count()).select_from(Seat))
        race.count("成员确认时牵头单位撤回")
    race.check_whole()


def test_a_deadline_that_passes_in_the_middle_of_an_upload_ends_it(race: Race) -> None:
    world, browser = race.world, race.browser(L1)
    for n in range(ROUNDS):
        code = world.a_scenario(title=f"第{n}个上传中截止的场景名称")
        ref = world.a_claim(code)
        before = _stored(race)
        race.before_deadline(code, 30)
        answer = _slow_upload(race, browser, f"/desk/claims/{ref}/files", lambda: race.world.advance(seconds=60))
        assert " 422 " in answer.partition("\r\n")[0] and "截止" in answer
        with world.app.app_context():
            claim = claim_by_ref(ref)
            assert claim.is_opened and not (claim.opened_body or {}).get("attachments")
        assert _stored(race) == before
        race.count("上传中途到截止")
    race.check_whole()


def _stored(race: Race) -> set[str]:
    return {str(path) for path in (race.house.var_dir / "files").rglob("*") if path.is_file()}


def _slow_upload(race: Race, browser: Browser, path: str, meanwhile: Callable[[], None]) -> str:
    """Half of the body, then the deadline, then the rest."""
    line = "----proof"
    head = f'--{line}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{browser.token}\r\n--{line}\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    body = head.encode() + b"%PDF-1.4\n" + b"x" * 200_000 + f"\r\n--{line}--\r\n".encode()
    where = urlsplit(race.server.url)
    with socket.create_connection((str(where.hostname), int(where.port or 80)), timeout=60) as peer:
        headers = f"POST {path} HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {browser.cookie}\r\nConnection: close\r\n"
        headers += f"Content-Type: multipart/form-data; boundary={line}\r\nContent-Length: {len(body)}\r\n\r\n"
        peer.sendall(headers.encode() + body[: len(body) // 2])
        meanwhile()
        peer.sendall(body[len(body) // 2 :])
        parts = []
        while chunk := peer.recv(65536):
            parts.append(chunk)
    return b"".join(parts).decode(errors="replace")


def test_four_processes_tick_at_once_and_everything_happens_once(race: Race) -> None:
    world = race.world
    race.server.stop()
    codes = []
    for n in range(3):
        code = world.a_scenario(title=f"第{n}个同时到期的场景名称")
        world.a_claim(code, "investor1")
        codes.append(code)
    race.before_deadline(codes[-1], -5)
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "tick"]
    processes = [
        subprocess.Popen(command, cwd=ROOT, env=race.server.environment, stdout=subprocess.PIPE, text=True)
        for _n in range(4)
    ]
    said = [process.communicate(timeout=120)[0] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4
    assert Counter(re.findall(r"(CJ-\d+-\d+): close", "".join(said))) == Counter(codes)
    for code in codes:
        assert race.events("scenario", "close", code) == 1
        with world.app.app_context():
            assert all(claim.is_opened for claim in db.session.scalars(select(Claim)).unique())
    race.count("四个进程同时到期办理", len(codes) * 4)
    race.check_whole()


# --- double clicks ------------------------------------------------------------------------------------------------

CLICKS = 4


def _click(race: Race, browser: Browser, path: str, action: str, **fields: str) -> list[Answer]:
    """The same form pressed several times in the same moment."""
    form = browser.form_of(path, action) | fields
    answers = at_once([partial(browser.ask, action, form)] * CLICKS)
    assert {answer.status for answer in answers} <= {302, 409, 422}, [a.page[:300] for a in answers]
    assert 302 in {answer.status for answer in answers}, answers[0].page[-3000:]
    race.count("同一表单连点", CLICKS)
    return answers


def test_clicking_everything_twice_does_everything_once(race: Race) -> None:
    """C05: slow submit, several clicks, several identical applications."""
    world = race.world
    code = world.a_scenario()
    desk, public = f"/desk/scenarios/{code}/", f"/scenarios/{code}/"
    l1, l2, reviewer, approver = (race.browser(e) for e in (L1, L2, "reviewer@office.example", APPROVER))
    second = race.browser(APPROVER2)
    started = _click(race, l1, public, f"{public}claim")
    assert len({answer.where for answer in started}) == 1
    ref = started[0].where.split("/")[3]
    world.write_claim(ref, sheets.claim("investor1"), L1)
    _click(race, l1, f"/desk/claims/{ref}/", f"/desk/claims/{ref}/actions/submit")
    _click(race, l2, f"{public}questions/", f"{public}questions/", question="设备由谁提供，期满怎样移交？")
    other = world.a_claim(code, "investor2")
    withdrawing = f"/desk/claims/{other}/actions/withdraw"
    _click(race, l2, withdrawing, withdrawing, confirm="yes")
    rival = world.a_claim(code, "investor2")
    assert race.events("claim", "start") == 3 and race.events("claim", "submit", ref) == 1
    assert race.events("claim", "withdraw", other) == 1 and race.events("question", "ask") == 1
    race.before_deadline(code, -1)
    _wait_until(lambda: world.scenario(code).state == "evaluating")
    world.judge(code, {ref: 92, rival: 80})
    for who, action, fields in ((reviewer, "conclude", {}), (approver, "announce", {"claim": ref})):
        _click(race, who, f"{desk}actions/{action}", f"{desk}actions/{action}", **fields)
        assert race.events("scenario", action, code) == 1
    objected = _click(
        race,
        l2,
        f"{public}objections/",
        f"{public}objections/",
        name="王某",
        contact="0558-1",
        objection="请复核得分。",
    )
    assert objected and race.events("objection", "object") == 1
    found = re.findall(r"/desk/objections/([0-9a-f]+)/decide", second.ask(f"{desk}objections/").page)[0]
    address = f"/desk/objections/{found}/decide"
    _click(race, second, address, address, decision="rejected", answer="经复核，得分无误。")
    assert race.events("scenario", "answer_objection", code) == 1
    world.end_notice(code)
    _click(race, approver, f"{desk}actions/award", f"{desk}actions/award")
    assert race.events("scenario", "award", code) == 1
    world.write_implementation(code)
    _click(race, l1, f"{desk}actions/submit_plan", f"{desk}actions/submit_plan")
    _click(race, approver, f"{desk}actions/approve_plan", f"{desk}actions/approve_plan")
    assert race.events("scenario", "submit_plan", code) == race.events("scenario", "approve_plan", code) == 1
    race.check_whole()
