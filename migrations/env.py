"""Alembic's environment: the application's engine and models, batch mode for SQLite."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db


def _without_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """No migration file is written when nothing changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def _plain_types(kind: str, one: Any, autogen: Any) -> str | bool:
    """Migrations name the database's own types, so that a later change of ours does not rewrite history."""
    if kind == "type" and type(one).__module__.startswith("marketplace"):
        return f"sa.{one.impl!r}"
    return False


def run_online() -> None:
    """Run the migrations on the application's database, all in one transaction where it can."""
    arguments = dict(current_app.extensions["migrate"].configure_args)
    arguments.setdefault("process_revision_directives", _without_empty)
    arguments.setdefault("render_item", _plain_types)
    with database.engine.connect().execution_options(write=True) as connection:
        context.configure(connection=connection, target_metadata=database.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()


run_online()
