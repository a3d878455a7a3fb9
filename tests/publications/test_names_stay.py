"""What was issued keeps the names that it was issued with: whoever is renamed afterwards is renamed in what comes after."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from flask import Flask, g
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.archive.standalone.verifying import filled
from marketplace.claims.sheet import CLAIM
from marketplace.extensions import db, unit_of_work
from marketplace.plans.sheet import EVERY
from marketplace.publications import service as publications
from marketplace.sheets.fields import Choice, Rows
from tests.world import sheets
from tests.world.clients import Client
from tests.world.counting import statements
from tests.world.world import APPROVER2, World

ClientOf = Callable[[str], Client]
ASKED = {"kind": "land", "request": "腾出底层两间房", "bureau": "project", "committed": True}
OLD, NEW = "项目建设局", "城乡建设发展局"


def rename(app: Flask, code: str, name: str) -> None:
    """The organisation is called otherwise from now on."""
    with app.app_context(), unit_of_work():
        found = db.session.scalars(select(Organisation).where(Organisation.code == code)).one()
        found.name, found.short_name = f"亳州高新区{name}", name


def amend(world: World, code: str, **supports: str) -> None:
    """A second version asks for something else."""
    rows = {"supports": {"supports": [{**ASKED, **supports}]}}
    world.write_plan(code, rows, "lead@center1.example")
    world.act(code, "amend", APPROVER2, reason="支持举措有调整")


def test_an_issued_version_keeps_the_name_and_the_next_has_the_new_one(world: World, client_of: ClientOf) -> None:
    code = world.a_scenario(body=sheets.plan(supports={"supports": [ASKED]}))
    visitor, first = client_of(""), "/api/v1/publications/CT-2026-1"
    before = visitor.get(first).data
    rename(world.app, "project", NEW)
    pages = [f"/scenarios/{code}/", f"/scenarios/{code}/versions/1/"]
    for page in pages:
        text = visitor.get(page).text
        assert OLD in text and NEW not in text, page
    assert visitor.get(first).data == before
    assert visitor.get(first).get_json()["content"]["labels"] == {"supports.supports.bureau": {"project": OLD}}

    amend(world, code, request="腾出底层三间房")
    assert NEW in visitor.get(pages[0]).text and OLD not in visitor.get(pages[0]).text
    assert OLD in visitor.get(pages[1]).text and NEW not in visitor.get(pages[1]).text


def test_what_differs_between_two_versions_is_what_was_changed_not_who_was_renamed(
    world: World, client_of: ClientOf
) -> None:
    code = world.a_scenario(body=sheets.plan(supports={"supports": [ASKED]}))
    rename(world.app, "project", NEW)
    amend(world, code, request="腾出底层三间房")
    rename(world.app, "project", "再后来的名称")
    text = client_of("").get(f"/scenarios/{code}/diff?from=1&to=2").text
    assert "三" in text and OLD not in text and "再后来的名称" not in text


def test_the_archive_reads_a_version_with_its_own_names(world: World) -> None:
    code = world.a_scenario(body=sheets.plan(supports={"supports": [ASKED]}))
    with world.app.app_context():
        content = publications.by_slug("CT-2026-1").content
        column = {"id": "bureau", "label": "责任单位", "kind": "choice", "choices": {"project": NEW}}
        field = {"id": "supports", "label": "支持举措", "kind": "rows", "columns": [column]}
        sheet = [{"id": "supports", "label": "支持举措", "fields": [field]}]
        page = filled.publication(content, "publications/CT-2026-1.json", {"sheets": {"plan": sheet}}, ())
    assert OLD in page and NEW not in page, code


def fed_by_the_database(app: Flask) -> Iterator[Choice]:
    """The choices of every sheet that ask the database for their list."""
    for sheet in (EVERY, CLAIM):
        for field in (one for section in sheet.sections for one in section.fields):
            for choice in field.columns if isinstance(field, Rows) else (field,):
                if isinstance(choice, Choice):
                    g.pop("supporting_organisations", None)
                    with statements(app) as asked:
                        list(choice.options)
                    if asked:
                        yield choice


def test_every_choice_that_the_database_feeds_is_frozen_in_what_is_issued(app: Flask) -> None:
    """A new one without the mark would be renamed in old documents."""
    with app.app_context():
        fed = list(fed_by_the_database(app))
    assert [choice.id for choice in fed] == ["bureau"]
    assert all(choice.freezes for choice in fed)
