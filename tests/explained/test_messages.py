"""Every message of the example contests: what to do, by when, and a link that its reader may open."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.accounts.models import Person
from marketplace.extensions import db
from marketplace.lifecycle.workflow import TABLE
from marketplace.notifications.models import Notification, OutboxMail
from marketplace.workflow import Tell
from tests.world import make_app, people
from tests.world.clients import Client

TO_DO = re.compile(r"(?<![申提])请|可以|不用|\{what_now\}")
"""What every message says of its reader's part: please do, you can, or nothing is to be done."""
DEADLINE = re.compile(r"(?<![申提])请.*(\d+日|\d{4}年|\{due\}|\{deadline\}|\{until\}|\{decide_by\}|规定时限)")
WITHOUT_DATE = re.compile("按计划|按期限|退出机制|先核对|联系区城市办|草稿没有期限")
"""What is asked without a date of the platform's: the plan's own dates, another message's, or none at all."""
TELLS = [
    pytest.param(tell, id=f"{row.action}-{row.target}-{place}")
    for row in TABLE.rows
    for place, tell in enumerate(row.tell)
]


@pytest.fixture(scope="module")
def played(loaded_var_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with every contest of the example data played."""
    import shutil

    folder = tmp_path_factory.mktemp("played") / "var"
    shutil.copytree(loaded_var_dir, folder)
    app = make_app(folder, migrated=True, SEAL_KEY=(folder / "seal_key").read_text().strip())
    yield app
    people.close(app)


@pytest.mark.parametrize("tell", TELLS)
def test_every_message_of_the_table_says_what_to_do(tell: Tell) -> None:
    body = str(tell.body)
    assert TO_DO.search(body), body
    if re.search("(?<![申提])请", body):
        assert DEADLINE.search(body) or WITHOUT_DATE.search(body) or "{due}" in body, f"by when? {body}"


def test_every_message_that_was_sent_says_what_to_do(played: Flask) -> None:
    with played.app_context():
        silent = {n.title for n in db.session.scalars(select(Notification)) if not TO_DO.search(n.body)}
        mails = list(db.session.scalars(select(OutboxMail)))
    assert not silent
    assert not {m.subject for m in mails if "地址：" not in m.body}
    assert not {m.body for m in mails if re.search(r"\d{4}-\d{2}-\d{2}", m.body)}, "a day in a message is Chinese"


def test_every_message_leads_to_a_page_that_its_reader_may_open(played: Flask) -> None:
    links = defaultdict(set)
    with played.app_context():
        for email, link in db.session.execute(
            select(Person.email, Notification.link).join(Notification, Notification.person_id == Person.id)
        ):
            links[email].add(link)
    closed = [
        (answer.status_code, email, link)
        for email, found in links.items()
        for client in [Client.signed_in(played, email)]
        for link in sorted(found)
        for answer in [client.http.get(link)]
        if answer.status_code != 200
    ]
    assert links and not closed
