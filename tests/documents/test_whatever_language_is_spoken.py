"""A contest in which everybody speaks another language: what is told and recorded reads in any, what is issued is Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from marketplace.acts import reading
from marketplace.audit import service as audit
from marketplace.audit.models import AuditEvent
from marketplace.extensions import db
from marketplace.notifications.models import Notification
from tests.documents.playing import play
from tests.parts import toy
from tests.world import make_app, people
from tests.world.world import World

CHINESE_FOR_GOOD = {"certificate": ("number", "content"), "publication": ("content",)}
READ_IN_ANY = {
    "notification": ("title", "body"),
    "outbox_mail": ("subject", "body"),
    "audit_event": ("actor", "label", "reason", "data"),
}


@pytest.fixture(scope="module")
def played(template_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application after four contests in the toy language."""
    app = make_app(tmp_path_factory.mktemp("toy"))
    people.settle(app)
    world = World(app)
    with toy.spoken(app):
        play(world)
        world.ask(world.a_scenario("open", title="老旧小区加装充电桩"))
    yield app
    people.close(app)


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, one) for table, columns in (CHINESE_FOR_GOOD | READ_IN_ANY).items() for one in columns],
)
def test_nothing_that_is_kept_is_in_the_language_of_whoever_acted(played: Flask, table: str, column: str) -> None:
    with played.app_context():
        rows = [str(one) for one in db.session.scalars(text(f"SELECT {column} FROM {table}"))]
    assert rows
    assert not [one for one in rows if toy.MARK in one][:3]


def test_every_message_reads_in_chinese_and_in_the_other_language(played: Flask) -> None:
    with played.app_context():
        rows = db.session.scalars(select(Notification)).all()
        assert not [one.body for one in rows if toy.MARK in one.title + one.body]
    with toy.spoken(played), played.app_context():
        rows = db.session.scalars(select(Notification)).all()
        assert not [one.title for one in rows if not one.title.startswith(toy.MARK) or toy.MARK not in one.body]


def test_every_event_reads_in_chinese_as_it_was_recorded_and_in_the_other_language(played: Flask) -> None:
    with played.app_context():
        rows = db.session.scalars(select(AuditEvent)).all()
        assert [(reading.label_of(one), reading.reason_of(one), reading.actor_of(one)) for one in rows] == [
            (one.label, one.reason, one.actor) for one in rows
        ]
        assert not list(audit.faults())
    with toy.spoken(played), played.app_context():
        rows = db.session.scalars(select(AuditEvent)).all()
        assert not [one.label for one in rows if not reading.label_of(one).startswith(toy.MARK)]
        assert all(toy.MARK in reading.actor_of(one) for one in rows if one.actor_id is None)


def test_a_label_that_is_corrected_reads_corrected_in_old_events(played: Flask) -> None:
    with toy.spoken(played, {"推介发布": "Published", "出具%(kind)s": "Issued: %(kind)s"}), played.app_context():
        words = {reading.label_of(one) for one in db.session.scalars(select(AuditEvent))}
    assert "Published" in words and any(one.startswith("Issued: ⟦") for one in words)
