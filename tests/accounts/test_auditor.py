"""纪检 in the office: reads every history, opening record and archive, before an opening what a reviewer may read of them,
and nothing else (`tests/doors/doors.txt` holds every other door)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from marketplace.accounts import passwords
from marketplace.accounts.queries import organisation_by_name
from marketplace.accounts.service import person_by_email
from marketplace.audit import queries as audit
from marketplace.extensions import unit_of_work
from tests.world.clients import Client
from tests.world.people import ROLES
from tests.world.world import APPROVER, REVIEWER, World, person

ClientOf = Callable[[str], Client]
AUDITOR, REGISTER = "auditor@office.example", "/desk/scenarios/"
DOORS = Path(__file__).parents[1] / "doors" / "doors.txt"
PASSWORD = "Ein-anderes-Wort-7!"


def _timeline(page: str) -> str:
    found = re.search(r'<ol class="timeline">.*?</ol>', page, re.DOTALL)
    assert found
    return found[0]


def test_no_door_opens_but_register_histories_and_archives() -> None:
    """Of all that `tests/doors/doors.txt` holds: what is neither everybody's nor every signed-in person's."""
    lines = DOORS.read_text(encoding="utf-8").splitlines()
    start = next(number for number, line in enumerate(lines) if line.lstrip().startswith("visito "))
    roles, width = list(ROLES), lines[start].index("visito")
    own = set()
    for line in lines[start + 1 :]:
        answers = dict(zip(roles, line[width:].split(), strict=True))
        strangers = {answers[role] for role in ("rival", "expert")}
        if answers["auditor"] not in {"403", "404", *strangers}:
            own.add(re.sub(r"<\w+>", "<code>", line[:width].strip()))
    assert own == {
        "GET  /desk/scenarios/",
        "GET  /desk/scenarios/<code>/history",
        "GET  /desk/scenarios/<code>/archive.zip",
    }


def test_signing_in_leads_to_the_register(app: Flask, client_of: ClientOf) -> None:
    with app.app_context(), unit_of_work():
        person(AUDITOR).password_hash = passwords.hash_password(PASSWORD)
    visitor = client_of("")
    visitor.get("/account/login")
    form = {"email": AUDITOR, "password": PASSWORD}
    assert visitor.submit("/account/login", form).location == REGISTER
    assert visitor.get("/account/login", 302).location == REGISTER, "signed in already"
    asked = client_of("").post("/account/login", {**form, "next": "/account/"})
    assert asked.location == "/account/", "what was asked for comes first"


def test_the_register_leads_to_histories_of_drafts_too(client_of: ClientOf, world: World) -> None:
    code = world.a_draft()
    page = client_of(AUDITOR).get(REGISTER).text
    history = f"/desk/scenarios/{code}/history"
    assert f'href="{history}"' in page
    assert f'href="/desk/scenarios/{code}/"' not in page
    assert f'href="/desk/scenarios/{code}/"' not in client_of(AUDITOR).get(history).text
    assert f'href="/desk/scenarios/{code}/"' in client_of(REVIEWER).get(REGISTER).text


def test_before_the_opening_the_history_is_the_reviewer_s(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="open")
    world.a_claim(code)
    path = f"/desk/scenarios/{code}/history"
    assert _timeline(client_of(AUDITOR).get(path).text) == _timeline(client_of(REVIEWER).get(path).text)
    assert "investor1" not in client_of(AUDITOR).get(path).text
    assert "结束后可以下载" in client_of(AUDITOR).get(path).text


def test_the_history_leads_to_the_opening_record_and_to_the_whole_archive(
    app: Flask, client_of: ClientOf, world: World
) -> None:
    code = world.a_scenario(state="awarded")
    auditor = client_of(AUDITOR)
    page = auditor.get(f"/desk/scenarios/{code}/history").text
    record = re.search(r'href="(/certificates/KB[^"]*)"', page)
    assert record
    assert "开榜记录" in auditor.get(record[1]).text
    archive = f"/desk/scenarios/{code}/archive.zip"
    assert f'href="{archive}"' in page
    names = set(zipfile.ZipFile(io.BytesIO(auditor.get(archive).data)).namelist())
    assert names == set(zipfile.ZipFile(io.BytesIO(client_of(REVIEWER).get(archive).data)).namelist())
    ref = world.ref_of(code, "investor1")
    assert any(f"/claims/{ref}/submission.json" in name for name in names), "every word that was opened"
    auditor.get(f"/desk/claims/{ref}/", 404)
    auditor.get(f"/desk/scenarios/{code}/claims/", 403)
    with app.app_context():
        taken = [row for row in audit.history("scenario", code) if row.action == "take_archive"]
        assert taken[0].actor.endswith("纪检"), "who took it stands in the history"


def test_an_auditor_who_was_seconded_takes_no_part(app: Flask, client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="awarded")
    with app.app_context(), unit_of_work():
        origin = organisation_by_name("investor1")
        found = person_by_email(AUDITOR)
        assert origin
        assert found
        found.seconded_from_id = origin.id
    client_of(AUDITOR).get(f"/desk/scenarios/{code}/archive.zip", 404)
    assert code not in client_of(AUDITOR).get(REGISTER).text


def test_an_auditor_acts_nowhere_and_is_told_why(client_of: ClientOf, world: World) -> None:
    code = world.a_scenario(state="submitted")
    auditor = client_of(AUDITOR)
    auditor.post(f"/desk/scenarios/{code}/actions/vet", {"revision": "1"}, 404)
    auditor.get(f"/desk/scenarios/{code}/plan/basics", 404)
    published = world.a_scenario(state="open", title="另一个社区食堂场景")
    assert "你的角色不查看这一项" in auditor.get(f"/desk/scenarios/{published}/questions/", 403).text
    assert "只有区城市办的人员" in client_of("expert1@experts.example").get("/desk/people/proposals/", 403).text
    auditor.post(f"/desk/scenarios/{published}/actions/amend", {"revision": "1"}, 403)
    assert client_of(APPROVER).get(f"/desk/scenarios/{published}/actions/amend").status_code == 200
