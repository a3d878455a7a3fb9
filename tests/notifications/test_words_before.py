"""Messages that were written as texts, before sentences were kept, say what they said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import select, text

from marketplace.extensions import db
from marketplace.furniture import kept
from marketplace.i18n import _l
from marketplace.notifications import service
from marketplace.notifications.models import OutboxMail
from tests.world import ROOT, make_app, people

MIGRATIONS = str(ROOT / "migrations")
WORDS = '请在 3月8日 前办结："第一行"\n\\第二行 {code} 100%'
MAIL = text(
    'INSERT INTO outbox_mail (message_id, "to", subject, body, created_at, attempts, error) '
    "VALUES ('<1@x>', 'a@good.org', :words, :words, '2026-03-01 00:00:00', 0, '')"
)


@pytest.mark.parametrize("where", ["sqlite", "postgresql"])
def test_old_texts_stay_and_sentences_become_texts_where_one_goes_back(
    where: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    more = {} if where == "sqlite" else {"SQLALCHEMY_DATABASE_URI": request.getfixturevalue("postgres_url")}
    app = make_app(tmp_path, migrated=True, **more)
    with app.app_context():
        upgrade(directory=MIGRATIONS, revision="0025")
        db.session.execute(MAIL, {"words": WORDS})
        db.session.commit()
        upgrade(directory=MIGRATIONS)
        old = db.session.scalars(select(OutboxMail)).one()
        assert (old.subject, old.body) == (WORDS, WORDS)
        at = kept.day(datetime(2026, 3, 8, tzinfo=UTC))
        service.mail(to="b@good.org", subject=_l("已交办：%(title)s", title="排烟"), body=at)
        db.session.commit()
        downgrade(directory=MIGRATIONS, revision="0025")
        rows = list(db.session.execute(text("SELECT subject, body FROM outbox_mail ORDER BY id")))
        assert [tuple(row) for row in rows] == [(WORDS, WORDS), ("已交办：排烟", "2026年3月8日")]
        db.session.rollback()
    people.close(app)
