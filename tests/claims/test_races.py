"""Many clicks at once on the real server: one claim, one receipt, one winner."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, OpenerDirector, Request, build_opener

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from marketplace.accounts.models import Person
from marketplace.accounts.passwords import hash_password
from marketplace.audit.models import AuditEvent
from marketplace.claims.models import Claim, ClaimSubmission
from marketplace.claims.service import claim_by_ref
from marketplace.extensions import db, unit_of_work
from marketplace.notifications.models import OutboxMail
from marketplace.races import as_refusal
from tests.parts.server import Marketplace
from tests.world import make_app, people, sheets
from tests.world.world import World

PASSWORD = people.PASSWORD
L1, A1, A2 = "lead@investor1.example", "approver@office.example", "approver2@office.example"
Answer = tuple[int, str, str]


class _Stay(HTTPRedirectHandler):
    """A redirect is an answer, not a way to go."""

    def redirect_request(self, *_rest: object) -> None:
        return None


class Browser:
    """One signed-in person over HTTP; its threads share the cookies."""

    def __init__(self, url: str, email: str) -> None:
        self.url = url
        self.jar = CookieJar()
        self.token = self._token(self.ask("/account/login")[1])
        status, page, _where = self.ask("/account/login", {"email": email, "password": PASSWORD})
        assert status == 302, page[:500]
        self.token = self._token(self.ask("/desk/")[1])

    def _token(self, page: str) -> str:
        return str(re.findall(r'csrf-token" content="([^"]+)"', page)[0])

    def _opener(self) -> OpenerDirector:
        return build_opener(HTTPCookieProcessor(self.jar), _Stay)

    def ask(self, path: str, data: dict[str, str] | None = None) -> Answer:
        """Status, page and where it leads."""
        body = urlencode({**data, "csrf_token": self.token}).encode() if data is not None else None
        try:
            with self._opener().open(Request(self.url + path, body), timeout=60) as answer:
                return answer.status, answer.read().decode(), ""
        except HTTPError as error:
            return error.code, error.read().decode(), error.headers.get("Location", "")

    def at_once(self, path: str, data: dict[str, str], times: int) -> list[Answer]:
        """The same post from many threads."""
        with ThreadPoolExecutor(times) as pool:
            return list(pool.map(lambda _n: self.ask(path, data), range(times)))


@pytest.fixture
def house(tmp_path: Path, template_var_dir: Path) -> Iterator[tuple[World, Marketplace]]:
    """A world, and the real server with two workers over the same database and keys."""
    folder = tmp_path / "var"
    shutil.copytree(template_var_dir, folder)
    app = make_app(folder, migrated=True)
    keys = {name: app.config[name] for name in ("SECRET_KEY", "SEAL_KEY")}
    server = Marketplace(folder, settings={"WORKERS": "2", **keys})
    with app.app_context(), unit_of_work() as session:
        hashed = hash_password(PASSWORD)
        for person in session.scalars(select(Person).where(Person.email.in_([L1, A1, A2]))):
            person.password_hash = hashed
    yield World(app), server
    server.stop()
    people.close(app)


def _count(world: World, query: Any) -> int:
    with world.app.app_context():
        return db.session.scalar(query) or 0


def test_many_clicks_make_one_claim_and_one_receipt(house: tuple[World, Marketplace]) -> None:
    """C05: slow submit, several clicks, several identical applications, the later ones without their files."""
    world, server = house
    code = world.a_scenario()
    server.start()
    browser = Browser(server.url, L1)
    started = browser.at_once(f"/scenarios/{code}/claim", {}, 12)
    assert {status for status, _page, _where in started} == {302} and len({where for _s, _p, where in started}) == 1
    ref = started[0][2].split("/")[3]
    world.write_claim(ref, sheets.claim("investor1"), L1)
    clicks = browser.at_once(f"/desk/claims/{ref}/actions/submit", {"revision": "1"}, 12)
    assert {status for status, _page, _where in clicks} <= {302, 409} and 302 in {
        status for status, _page, _where in clicks
    }
    assert _count(world, select(func.count()).select_from(Claim)) == 1
    assert _count(world, select(func.count()).select_from(ClaimSubmission)) == 1
    assert (
        _count(
            world,
            select(func.count())
            .select_from(AuditEvent)
            .where(AuditEvent.action == "submit", AuditEvent.subject_kind == "claim"),
        )
        == 1
    )
    mails = select(func.count()).select_from(OutboxMail).where(OutboxMail.subject.contains(f"{ref}-1"))
    assert _count(world, mails) == 2


def test_two_approvers_at_once_make_one_winner(house: tuple[World, Marketplace]) -> None:
    """C17: a lock was skipped for speed and the last ticket was sold twice."""
    world, server = house
    codes = [world.a_scenario("evaluated", title=f"第{n}个同时办理的场景名称") for n in range(2)]
    server.start()
    browsers = [Browser(server.url, email) for email in (A1, A2)]
    for code in codes:
        refs = world.refs(code)
        assert sorted(_both(browsers, code, "announce", refs)) in ([302, 409], [302, 422])
        world.end_notice(code)
        assert sorted(_both(browsers, code, "award", refs)) == [302, 409]
        with world.app.app_context():
            assert sorted(claim_by_ref(ref).state for ref in refs) == ["awarded", "not_awarded"]
    assert "whole" in server.flask("audit", "verify")


def _both(browsers: list[Browser], code: str, action: str, refs: list[str]) -> list[int]:
    """Both approvers act in the same moment, each for another claim."""
    path = f"/desk/scenarios/{code}/actions/{action}"
    revision = re.findall(r'data-revision="(\d+)"', browsers[0].ask(path)[1])[0]
    with ThreadPoolExecutor(2) as pool:
        sent = [
            pool.submit(one.ask, path, {"revision": revision, "claim": ref, "comment": "比选后择优"})
            for one, ref in zip(browsers, refs, strict=True)
        ]
        return [one.result()[0] for one in sent]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("UNIQUE constraint failed: claim.round_id", "已经有揭榜方"),
        ('duplicate key value violates unique constraint "uq_one_live_claim_per_organisation"', "只能参加一份"),
        ("UNIQUE constraint failed: something.else", "没有重复办理"),
    ],
)
def test_a_race_lost_in_the_database_is_a_refusal_in_words(said: str, words: str) -> None:
    refusal = as_refusal(IntegrityError("INSERT", {}, Exception(said)))
    assert refusal.status in (409, 422) and words in refusal.reasons[0]
