"""A key that is not there is not damage: the round waits, says why, and opens by itself once the key is back."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from marketplace import clock
from marketplace.claims import attachments, keys
from marketplace.claims import service as claims
from marketplace.claims.seal import Damaged, KeyAbsent, WrappingKeys
from marketplace.extensions import unit_of_work
from marketplace.notifications.models import Notification
from marketplace.scenarios.service import scenario_by_code
from marketplace.tick import tick
from tests.parts.ports import free_port
from tests.world.clients import Client
from tests.world.world import PDF, World, person

ClientOf = Callable[[str], Client]
L1 = "lead@investor1.example"
OTHER = "o" * 40
OFFICE = ("reviewer", "reviewer2", "approver", "approver2", "admin", "viewer")


def _fingerprint(secret: str) -> str:
    return WrappingKeys([secret]).fingerprints()[0]


def _told(world: World, code: str) -> set[str]:
    """Whom a message about the wait reached."""
    from marketplace.accounts.models import Person
    from marketplace.extensions import db

    with world.app.app_context():
        rows = db.session.query(Person.email, Notification.key).join(Notification, Notification.person_id == Person.id)
        return {email for email, key in rows if key.startswith(f"wait/{code}/")}


@pytest.fixture
def key(world: World) -> str:
    """The key of the environment, as in production: not a file."""
    world.app.config["SEAL_KEY"], world.app.config["SEAL_KEY_FILE"] = "k" * 40, None
    return "k" * 40


def test_a_holder_tells_a_key_that_is_not_there_from_damage() -> None:
    holder, other = WrappingKeys(["one"]), WrappingKeys(["two", "three"])
    key, wrapped = holder.new_key()
    name = holder.fingerprint_of(wrapped)
    with pytest.raises(KeyAbsent) as absent:
        other.unwrap(wrapped, name)
    assert absent.value.fingerprints == (name,) and name in absent.value.reasons[0]
    broken = wrapped[:-1] + bytes([wrapped[-1] ^ 1])
    with pytest.raises(Damaged):
        holder.unwrap(broken, name)
    with pytest.raises(KeyAbsent):
        other.unwrap(broken, name)  # nobody can say damage without the key
    renamed = wrapped[:1] + bytes(8) + wrapped[9:]
    assert holder.unwrap(renamed, "") == key  # a name that was written over hides no key that is here
    with pytest.raises(KeyAbsent):
        WrappingKeys([]).new_key()


@pytest.mark.parametrize("there", ["other", "none"])
def test_a_round_waits_for_its_key_and_opens_once_it_is_back(
    client_of: ClientOf, world: World, key: str, there: str
) -> None:
    code = world.a_scenario()
    refs = {world.a_claim(code), world.a_claim(code, "investor2")}
    world.app.config["SEAL_KEY"] = OTHER if there == "other" else ""
    world.close(code)
    assert world.scenario(code).state == "open" and {world.claim_state(ref) for ref in refs} == {"submitted"}
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None and not round_.is_opened and round_.claims_count is None
        assert not any(claims.claim_by_ref(ref).damaged for ref in refs)
    assert _told(world, code) == {f"{name}@office.example" for name in OFFICE}
    public = client_of("").get(f"/scenarios/{code}/").text
    assert (
        "等待开榜" in public
        and "还不能开榜" in public
        and _fingerprint(key) in public
        and "区城市办系统管理员" in public
    )
    assert "开榜记录" not in public
    assert "还不能开榜" in client_of("admin@office.example").get("/desk/").text
    page = client_of(L1).get(f"/desk/claims/{next(iter(refs))}/", None).text
    assert "一直密封" not in page
    with world.app.app_context():
        assert tick() == []  # it waits silently
    world.app.config["SEAL_KEY"] = key
    with world.app.app_context():
        assert tick() == [f"{code}: close"]
    assert set(world.refs(code)) == refs and world.scenario(code).state == "evaluating"
    assert "还不能开榜" not in client_of("").get(f"/scenarios/{code}/").text


def test_readyz_is_red_while_a_key_is_absent_and_everything_else_is_served(
    client_of: ClientOf, world: World, key: str
) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code, submit=False)  # a draft needs its key too: its holders are writing
    visitor = client_of("")
    visitor.get("/readyz", 200)
    world.app.config["SEAL_KEY"] = OTHER
    assert _fingerprint(key) in visitor.get("/readyz", 503).text
    visitor.get("/healthz", 200)
    visitor.get(f"/scenarios/{code}/", 200)
    page = client_of(L1).get(f"/desk/claims/{ref}/").text
    assert _fingerprint(key) in page and "没有损坏" in page
    assert _fingerprint(key) in client_of(L1).get(f"/desk/claims/{ref}/proposal", 409).text
    typed = client_of(L1).post(f"/desk/claims/{ref}/proposal", {"revision": "2", "proposal": "刚写的一段话"}, 409).text
    assert "刚写的一段话" in typed and _fingerprint(key) in typed
    client_of("lead@investor3.example").post(
        f"/scenarios/{code}/claim", {"once": "x" * 32}, 302
    )  # under the key that is here
    world.app.config["SEAL_KEY"] = f"{OTHER} {key}"
    visitor.get("/readyz", 200)


def test_a_start_is_refused_in_one_line_that_names_the_fingerprint(world: World, key: str) -> None:
    code = world.a_scenario()
    world.a_claim(code, submit=False)
    with world.app.app_context():
        keys.refuse_to_start()
    world.app.config["SEAL_KEY"] = OTHER
    with world.app.app_context(), pytest.raises(keys.KeysMissing) as refused:
        keys.refuse_to_start()
    assert _fingerprint(key) in str(refused.value) and "\n" not in str(refused.value)


def test_older_claims_need_their_key_only_when_they_are_read(client_of: ClientOf, world: World, key: str) -> None:
    code = world.a_scenario()
    with_file = world.a_claim(code, submit=False)
    with world.app.app_context():
        upload = FileStorage(BytesIO(PDF), filename="证.pdf")
        attachments.attach(ref=with_file, upload=upload, by=person(L1))
    world.claim_act(with_file, "submit", L1)
    world.a_claim(code, "investor2")
    world.close(code)
    with world.app.app_context():
        file_id = claims.claim_by_ref(with_file).submissions[-1].files[0]
    too_few = world.a_scenario(title="亲子乐园与托育场景")
    ref = world.a_claim(too_few, submit=False)
    world.close(too_few)
    assert world.claim_state(ref) == "lapsed"
    world.app.config["SEAL_KEY"] = OTHER
    with world.app.app_context():
        keys.refuse_to_start()
    client_of("").get("/readyz", 200)
    assert _fingerprint(key) in client_of(L1).get(f"/desk/claims/{ref}/").text
    opened = with_file
    client_of("reviewer@office.example").get(f"/desk/claims/{opened}/", 200)
    page = client_of(L1).get(f"/desk/claims/{opened}/receipts/1.json", 409).text
    assert _fingerprint(key) in page
    assert _fingerprint(key) in client_of("reviewer@office.example").get(f"/files/{file_id}", 409).text
    client_of("reviewer@office.example").get(f"/desk/scenarios/{code}/claims/", 200)


def test_a_round_that_nobody_can_open_lapses_sealed_after_twenty_working_days_and_says_who_owed_what(
    client_of: ClientOf, world: World, key: str
) -> None:
    code = world.a_scenario()
    ref = world.a_claim(code)
    world.a_claim(code, "investor2")
    world.app.config["SEAL_KEY"] = OTHER
    world.close(code)
    with world.app.app_context():
        round_ = scenario_by_code(code).round
        assert round_ is not None and round_.lapses_at is not None
        clock.advance(round_.lapses_at - clock.now() - clock.parse_span("1m"))
        assert tick() == [f"{code}: wait"]  # the key is long absent: the claimants may hand in their own downloads
        assert tick() == []
        clock.advance(clock.parse_span("2m"))
        assert tick() == [f"{code}: lapse"]
    assert world.scenario(code).state == "lapsed" and world.claim_state(ref) == "lapsed"
    page = client_of("").get(f"/scenarios/{code}/").text
    assert "20 个工作日" in page and _fingerprint(key) in page and "区城市办系统管理员" in page
    with world.app.app_context():
        claim = claims.claim_by_ref(ref)
        assert not claim.is_opened and claim.opened_body is None
    client_of("reviewer@office.example").get(f"/desk/claims/{ref}/", 404)


def test_damage_under_the_right_key_is_damage_though_another_key_is_named(world: World, key: str) -> None:
    code = world.a_scenario()
    ref, other = world.a_claim(code), world.a_claim(code, "investor2")
    with world.app.app_context(), unit_of_work():
        claim = claims.claim_by_ref(ref)
        claim.wrapped_key = claim.wrapped_key[:-1] + bytes([claim.wrapped_key[-1] ^ 1])
    world.close(code)
    assert set(world.refs(code)) == {ref, other}
    with world.app.app_context():
        assert claims.claim_by_ref(ref).damaged and not claims.claim_by_ref(other).damaged


@pytest.mark.parametrize("command", ["scripts.prepare", "gunicorn"])
def test_make_run_and_a_bare_server_exit_with_one_line(world: World, key: str, command: str) -> None:
    code = world.a_scenario()
    world.a_claim(code, submit=False)
    root = Path(__file__).resolve().parents[2]
    arguments = ["--config", "gunicorn.conf.py", "wsgi:app"] if command == "gunicorn" else []
    environment = {
        **os.environ,
        "VAR_DIR": str(world.app.config["VAR_DIR"]),
        "DEMO": "1",
        "HOST": "127.0.0.1",
        "PORT": str(free_port()),
        "SEAL_KEY": OTHER,
    }
    done = subprocess.run(
        [sys.executable, "-m", command, *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if "cannot start" in line]
    assert done.returncode != 0 and said and all(_fingerprint(key) in line for line in said), done.stderr[-3000:]
    assert "Traceback" not in done.stderr
    if command != "gunicorn":
        assert done.stderr.strip().count("\n") == 0
