"""Production refuses what belongs to a rehearsal, and lets its first admin in from the command line."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

import config
from marketplace import clock, create_app
from marketplace.accounts.service import person_by_email
from marketplace.errors import BadRequest
from marketplace.production import RehearsalData
from tests.world import make_app, settings
from tests.world.clients import Client

ADMIN = "zhang@bozhou.gov.cn"
STRONG = "k" * 16 + "3" * 20


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """A production environment that lacks nothing."""
    values = {"DEMO": "0", "VAR_DIR": str(tmp_path), "SECRET_KEY": STRONG, "SEAL_KEY": STRONG[::-1]}
    for name, value in {**values, "BASE_URL": "https://market.bozhou.gov.cn"}.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_an_environment_with_secrets_of_its_own_will_do(environment: pytest.MonkeyPatch) -> None:
    assert config.from_environment()["DEMO"] is False


@pytest.mark.parametrize("name", ["SECRET_KEY", "SEAL_KEY"])
@pytest.mark.parametrize("value", ["", "short", "rehearsal-" + "a" * 64])
def test_production_refuses_a_weak_or_a_rehearsals_secret(
    environment: pytest.MonkeyPatch, name: str, value: str
) -> None:
    environment.setenv(name, value)
    with pytest.raises(config.Misconfigured, match=name):
        config.from_environment()


@pytest.mark.parametrize("value", ["", "market.bozhou.gov.cn", "/"])
def test_production_refuses_to_print_an_address_that_it_does_not_know(
    environment: pytest.MonkeyPatch, value: str
) -> None:
    environment.setenv("BASE_URL", value)
    with pytest.raises(config.Misconfigured, match="BASE_URL"):
        config.from_environment()


def test_a_rehearsal_names_the_address_where_it_listens(environment: pytest.MonkeyPatch) -> None:
    for name, value in {"DEMO": "1", "BASE_URL": "", "HOST": "127.0.0.1", "PORT": "8123"}.items():
        environment.setenv(name, value)
    assert config.from_environment()["BASE_URL"] == "http://127.0.0.1:8123"


def test_the_secrets_that_a_rehearsal_made_for_itself_are_refused(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DEMO", "1")
    environment.delenv("SECRET_KEY")
    made = config.from_environment()["SECRET_KEY"]
    environment.setenv("DEMO", "0")
    environment.setenv("SECRET_KEY", made)
    with pytest.raises(config.Misconfigured, match="SECRET_KEY"):
        config.from_environment()


def test_production_refuses_demo_accounts(app: Flask) -> None:
    with pytest.raises(RehearsalData, match="demo accounts"):
        create_app(settings(app.config["VAR_DIR"], DEMO=False))


def test_production_refuses_a_moved_clock(tmp_path: Path) -> None:
    rehearsal = make_app(tmp_path)
    with rehearsal.app_context():
        clock.advance(timedelta(days=1))
    with pytest.raises(RehearsalData, match="clock"):
        create_app(settings(tmp_path, DEMO=False))


def test_in_production_the_clock_does_not_move(tmp_path: Path) -> None:
    with make_app(tmp_path, DEMO=False).app_context(), pytest.raises(BadRequest):
        clock.advance(timedelta(days=1))


def test_the_first_admin_of_a_production_comes_in_by_the_link_that_the_command_prints(tmp_path: Path) -> None:
    production = make_app(tmp_path, DEMO=False, BASE_URL="https://market.bozhou.gov.cn")
    done = production.test_cli_runner().invoke(args=["users", "invite", ADMIN, "--role", "admin", "--name", "张主任"])
    assert done.exit_code == 0, done.output
    link = re.search(r"https://market\.bozhou\.gov\.cn(/account/invitation/\S+)", done.output)
    assert link, done.output
    admin = Client(production)
    admin.submit(link[1], {"password": "Another-pass-2026"})
    admin.submit("/account/login", {"email": ADMIN, "password": "Another-pass-2026"})
    assert "张主任" in admin.get("/desk/people/").text
    create_app(settings(tmp_path, DEMO=False))  # and it starts again


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody"],
        [ADMIN, "--role", "lead"],
        [ADMIN, "--role", "reviewer", "--organisation", "center1"],
        [ADMIN, "--organisation", "nowhere"],
        ["lead@center1.example"],
        [ADMIN, "--role", "boss"],
    ],
)
def test_a_wrong_invitation_ends_in_one_line(app: Flask, arguments: list[str]) -> None:
    done = app.test_cli_runner().invoke(args=["users", "invite", *arguments])
    assert done.exit_code != 0
    assert "Traceback" not in done.output
    with app.app_context():
        assert person_by_email(ADMIN) is None


def test_the_command_line_makes_the_first_admin_and_the_first_two_approvers_and_nobody_else(tmp_path: Path) -> None:
    production = make_app(tmp_path, DEMO=False, BASE_URL="https://market.bozhou.gov.cn")

    def invite(email: str, *options: str) -> tuple[int, str]:
        done = production.test_cli_runner().invoke(args=["users", "invite", email, *options])
        return done.exit_code, done.output

    assert invite("a@bozhou.gov.cn")[1].startswith("a@bozhou.gov.cn invited as admin")
    assert invite("b@bozhou.gov.cn")[1].startswith("b@bozhou.gov.cn invited as approver")
    assert invite("c@bozhou.gov.cn", "--role", "approver")[0] == 0
    for role in ("admin", "approver", "reviewer", "viewer", "lead", "expert", ""):
        code, said = invite("d@bozhou.gov.cn", *(["--role", role] if role else []))
        assert code != 0 and "first two approvers only" in said, role
    with production.app_context():
        assert person_by_email("d@bozhou.gov.cn") is None


def test_the_command_line_brings_nobody_into_a_claimant(app: Flask) -> None:
    for organisation in ("investor1", "gaoxin", "center1"):
        done = app.test_cli_runner().invoke(
            args=["users", "invite", ADMIN, "--role", "lead", "--organisation", organisation]
        )
        assert done.exit_code != 0 and "Traceback" not in done.output
    with app.app_context():
        assert person_by_email(ADMIN) is None


def test_the_list_of_the_outbox_gives_a_rehearsal_the_link_that_nobody_can_sign_in_to_read(tmp_path: Path) -> None:
    empty = make_app(tmp_path)
    empty.test_cli_runner().invoke(args=["users", "invite", ADMIN])
    listed = empty.test_cli_runner().invoke(args=["outbox", "list"]).output
    assert re.search(rf"{ADMIN}\t.*\t/account/invitation/\S+", listed)


@pytest.mark.parametrize("inside", [" ", "\n", "\t", "\u3000", "\u200b", "\ufeff", "\u00a0"])
def test_a_key_with_what_nobody_sees_inside_is_refused_and_around_it_is_nothing(
    environment: pytest.MonkeyPatch, inside: str
) -> None:
    """A key of two words would have been two short keys."""
    environment.setenv("SEAL_KEY", STRONG + inside + STRONG)
    with pytest.raises(config.Misconfigured, match="SEAL_KEY"):
        config.from_environment()
    if inside.isspace():
        environment.setenv("SEAL_KEY", f"{inside}{STRONG[::-1]}{inside}\n")
        assert config.from_environment()["SEAL_KEY"] == STRONG[::-1]
        environment.setenv("SEAL_KEY_PREVIOUS", f" {STRONG}\n{STRONG}x ")
        assert config.from_environment()["SEAL_KEY"].split() == [STRONG[::-1], STRONG, f"{STRONG}x"]
