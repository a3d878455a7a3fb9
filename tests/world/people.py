"""The people of the tests, under the addresses of the demo accounts."""

from __future__ import annotations

from datetime import datetime

from flask import Flask

from marketplace import clock
from marketplace.accounts import service as accounts
from marketplace.accounts.roles import OFFICE_ROLES
from marketplace.extensions import db, unit_of_work
from marketplace.workdays.service import load_calendar
from tests.world.moments import BEGIN

PASSWORD = "Jiebang-2026!"
HASH = "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$Zm9vYmFy"
"""No password fits it: tests that sign in by the form set their own."""
PUBLISHERS = {
    "center1": ("community_center", "第一社区管理中心"),
    "center2": ("community_center", "第二社区管理中心"),
    "project": ("bureau", "项目建设局"),
    "gaoxin": ("zone_company", "高新投资公司"),
}
CLAIMANTS = {
    "investor1": "91341600MA8EX01A23",
    "investor2": "91341600MA8EX02B79",
    "investor3": "91341600MA8EX03C1D",
    "investor4": "91341600MA8EX04D6K",
}
UNVERIFIED = {"investor5": "91341600MA8EX05E0P"}
OFFICE = {
    "reviewer": "reviewer",
    "reviewer2": "reviewer",
    "approver": "approver",
    "approver2": "approver",
    **{role: role for role in OFFICE_ROLES},
}
"""Everybody of the office: two who vet and two who decide, and one of each role that there is."""
ROLES = {
    "visitor": "",
    "clerk": "clerk@center1.example",
    "lead": "lead@center1.example",
    "other_lead": "lead@center2.example",
    "zone_lead": "lead@gaoxin.example",
    "claimant": "lead@investor1.example",
    "member": "member@investor1.example",
    "rival": "lead@investor2.example",
    "unverified": "lead@investor5.example",
    **{role: f"{role}@office.example" for role in OFFICE_ROLES},
    "expert": "expert1@experts.example",
}
"""One person per role, for tests that walk them all."""


def settle(app: Flask, begins: datetime = BEGIN) -> None:
    """Set the clock, load the calendar and enter everyone."""
    with app.app_context(), unit_of_work():
        clock.set_to(begins)
        load_calendar()
        office = accounts.create_organisation(
            code="office", kind="office", name="亳州高新区城市办", short_name="区城市办"
        )
        for name, role in OFFICE.items():
            enter(f"{name}@office.example", role, office)
        for code, (kind, name) in PUBLISHERS.items():
            publisher = accounts.create_organisation(code=code, kind=kind, name=f"亳州高新区{name}", short_name=name)
            enter(f"lead@{code}.example", "lead", publisher)
            enter(f"clerk@{code}.example", "clerk", publisher)
        for code, credit_code in {**CLAIMANTS, **UNVERIFIED}.items():
            claimant = accounts.create_organisation(
                code=code,
                kind="enterprise",
                name=f"{code} 有限公司",
                short_name=code,
                credit_code=credit_code,
                verified=code in CLAIMANTS,
            )
            enter(f"lead@{code}.example", "lead", claimant)
            enter(f"member@{code}.example", "clerk", claimant)
        for number in range(1, 7):
            enter(f"expert{number}@experts.example", "expert", None, name=f"专家 {number}")


def enter(email: str, role: str, organisation: object, name: str = "") -> None:
    accounts.create_person(
        email=email,
        name=name or email.partition("@")[0],
        role=role,
        organisation=organisation,  # type: ignore[arg-type]
        password_hash=HASH,
        confirmed=True,
    )


def close(app: Flask) -> None:
    """Let go of the database."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
