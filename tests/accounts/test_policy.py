"""The policy as a map: complete, without doubles, asked for what is in it, and readable by role."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from marketplace.accounts import policy
from marketplace.accounts.policy import POLICY, TABLES, Permissions, door
from marketplace.accounts.predicates import admin, anyone, claims, expert, in_office, of_publisher, publishes, writes
from marketplace.accounts.roles import KINDS, ROLES

ROOT = Path(__file__).resolve().parents[2]
ASKED = re.compile(r'\b(?:may|why_not|authorise|permission|refusals)\(\s*"([a-z_]+(?:\.[a-z_]+)?)"')
NAMED = re.compile(r'"([a-z_]+\.[a-z_]+)"')


def _texts() -> list[str]:
    files = [*(ROOT / "marketplace").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    return [path.read_text(encoding="utf-8") for path in files if path.name != "permissions.py"]


class Somebody:
    """A person of this role, in an organisation of this kind."""

    def __init__(self, role: str, kind: str) -> None:
        self.role_row, self.kind_row = ROLES[role], KINDS[kind] if kind else None


def test_two_rooms_declare_no_permission_of_one_name(app: Flask) -> None:
    name = next(iter(POLICY))
    with pytest.raises(ValueError, match=name):
        policy.register(Permissions("又一个房间", {name: door("同名的", anyone)}))
    assert all(rows.subject != "又一个房间" for rows in TABLES)


def test_the_same_rows_may_come_again_with_another_application(app: Flask) -> None:
    before = list(TABLES)
    for rows in before:
        policy.register(rows)
    assert before == TABLES


def test_an_unknown_permission_fails_at_the_start() -> None:
    app = Flask("small")

    @app.get("/small")
    @policy.permission("nothing.known")
    def small() -> str:
        return ""

    with pytest.raises(LookupError, match=r"small: nothing\.known"):
        policy.check(app)


def test_what_is_asked_for_is_in_the_map(app: Flask) -> None:
    asked = {name for text in _texts() for name in ASKED.findall(text)}
    assert len(asked) > 50
    assert not asked - set(POLICY)


def test_every_permission_is_asked_for(app: Flask) -> None:
    named = {name for text in _texts() for name in [*ASKED.findall(text), *NAMED.findall(text)]}
    assert not set(POLICY) - named


@pytest.mark.parametrize("room", ["claims", "lifecycle"])
def test_a_room_s_permissions_can_be_read_alone(room: str) -> None:
    """Without the application, and without the rooms above."""
    said = subprocess.run(
        [sys.executable, "-c", f"from marketplace.{room}.permissions import PERMISSIONS; print(len(PERMISSIONS))"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(said.stdout) > 0


def test_what_a_table_can_answer_by_role_is_answered() -> None:
    """Columns of roles and kinds are settled; what depends on the object is left, where it can hold at all."""
    clerks = [Somebody("clerk", kind) for kind in KINDS if kind in ROLES["clerk"].kinds]
    officer = [Somebody("auditor", "office")]
    assert writes.reduced(clerks) is True
    assert (writes & admin).reduced(clerks) is False
    assert publishes.reduced(clerks) is publishes, "some clerks' organisations publish"
    assert of_publisher.reduced(officer) is False, "nobody of the office is of a publisher"
    assert (~of_publisher).reduced(officer) is True
    assert (in_office | of_publisher).reduced(officer) is True
    left = ((writes | admin) & ~of_publisher & claims).reduced(clerks)
    assert not isinstance(left, bool)
    assert left.words() == "非本场景发布方且经营主体"
    assert (
        (of_publisher | expert) & (publishes | claims)
    ).words() == "（本场景发布方，或评审专家）且（发布方，或经营主体）"
