"""C73: under concurrent writes SQLite answered "database is locked" as 500s."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from marketplace import clock
from marketplace.accounts import service as accounts
from marketplace.claims.models import ClaimSubmission
from marketplace.extensions import db, unit_of_work
from tests.parts.server import Marketplace
from tests.proof import ledger
from tests.proof.browsers import Answer, Browser
from tests.proof.houses import SqliteBuilder
from tests.world import people, sheets
from tests.world.world import World

CLAIMS, SESSIONS, AT_ONCE = 200, 300, 60


def _credit_code(n: int) -> str:
    return f"9134TEST{n:010d}"


def _enter_claimants(world: World) -> None:
    with world.app.app_context(), unit_of_work():
        for n in range(CLAIMS):
            code = f"late{n:03d}"
            one = accounts.create_organisation(
                code=code, kind="enterprise", name=f"{code} 有限公司", short_name=code, credit_code=_credit_code(n),
                verified=True,
            )  # fmt: skip
            people.enter(f"lead@{code}.example", "lead", one)
            if n < SESSIONS - CLAIMS:
                people.enter(f"second@{code}.example", "lead", one)


def _sessions(world: World, url: str) -> list[tuple[Browser, int]]:
    names = [(f"lead@late{n:03d}.example", n) for n in range(CLAIMS)]
    names += [(f"second@late{n:03d}.example", n) for n in range(SESSIONS - CLAIMS)]
    return [(Browser(world.app, url, email), n) for email, n in names]


@pytest.mark.slow
def test_two_hundred_claims_in_the_last_minute_all_get_an_answer(template_var_dir: Path) -> None:
    builder = SqliteBuilder(template_var_dir)
    house = builder.build()
    world = house.world
    _enter_claimants(world)
    code = world.a_scenario()
    refs = [world.a_claim(code, f"late{n:03d}", submit=False, body=sheets.claim(f"late{n:03d}")) for n in range(CLAIMS)]
    keys = {name: house.app.config[name] for name in ("SECRET_KEY", "SEAL_KEY")}
    server = Marketplace(house.var_dir, settings={"WORKERS": "2", **keys})
    server.start()
    try:
        sessions = _sessions(world, server.url)
        with house.app.app_context():
            clock.advance(world.scenario(code).deadline - clock.now() - timedelta(seconds=60))
        took: list[float] = []

        def press(one: tuple[Browser, int]) -> Answer:
            begun = time.monotonic()
            answer = one[0].ask(f"/desk/claims/{refs[one[1]]}/actions/submit", {"revision": "1"})
            took.append(time.monotonic() - begun)
            return answer

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = list(pool.map(press, sessions))
        statuses = Counter(answer.status for answer in answers)
        assert set(statuses) <= {302, 409, 422}, statuses
        assert all("截止" in answer.page for answer in answers if answer.status == 422)
        with house.app.app_context():
            rows = db.session.scalar(select(func.count()).select_from(ClaimSubmission)) or 0
            receipts = {row.claim_id for row in db.session.scalars(select(ClaimSubmission))}
        answered = {session[1] for session, answer in zip(sessions, answers, strict=True) if answer.status == 302}
        assert rows == len(receipts) == len(answered)
        assert "whole" in server.flask("audit", "verify") and "Traceback" not in server.log()
        ledger.count("最后一分钟的提交", len(answers))
        ledger.note("最后一分钟的提交：第 95 百分位秒数", round(statistics.quantiles(took, n=20)[-1], 2))
        ledger.note("最后一分钟的提交：取得回执的申请", rows)
    finally:
        server.stop()
        builder.tear_down(house)
