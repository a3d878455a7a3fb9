"""Alembic's environment: the application's engine and models, batch mode for SQLite."""

from __future__ import annotations

from typing import Any

from alembic import context
from alembic.autogenerate import renderers
from alembic.operations import MigrateOperation, Operations
from alembic.operations.ops import CreateTableOp
from alembic.script import ScriptDirectory
from flask import current_app

from marketplace.extensions import Base

database = current_app.extensions["migrate"].db


@Operations.register_operation("refuse_changes")
class RefuseChanges(MigrateOperation):
    """Rows of the table never change: `op.refuse_changes("award")`."""

    def __init__(self, table: str) -> None:
        self.table = table

    @classmethod
    def refuse_changes(cls, operations: Operations, table: str) -> None:
        """Let the database refuse UPDATE and DELETE."""
        operations.invoke(cls(table))


@Operations.implementation_for(RefuseChanges)
def _refuse_changes(operations: Operations, refusal: RefuseChanges) -> None:
    """Triggers; on PostgreSQL they call the function that 0002 made."""
    for deed in ("UPDATE", "DELETE"):
        head = f"CREATE TRIGGER {refusal.table}_no_{deed.lower()} BEFORE {deed} ON {refusal.table}"
        if operations.get_bind().dialect.name == "postgresql":
            operations.execute(f"{head} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            operations.execute(f"{head} BEGIN SELECT RAISE(ABORT, '{refusal.table} is append-only'); END")


@renderers.dispatch_for(RefuseChanges)
def _written(_context: Any, refusal: RefuseChanges) -> str:
    return f"op.refuse_changes({refusal.table!r})"


def _append_only(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """A new table whose rows never change (`append_only` of its model) comes with what refuses it."""
    kept = {one.local_table.name for one in Base.registry.mappers if getattr(one.class_, "append_only", False)}
    for directive in directives:
        made = [one.table_name for one in directive.upgrade_ops.ops if isinstance(one, CreateTableOp)]
        directive.upgrade_ops.ops += [RefuseChanges(table) for table in made if table in kept]


def _without_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """No migration file is written when nothing changed."""
    if getattr(context.config.cmd_opts, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def _numbered(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Revisions count up, so that a file's name says when it came and what it does: `0024_what_it_does.py`."""
    newest = ScriptDirectory.from_config(context.config).get_current_head()
    if directives and newest is not None and getattr(context.config.cmd_opts, "rev_id", None) is None:
        directives[0].rev_id = f"{int(newest) + 1:04d}"


def _ready(migration: Any, revision: Any, directives: list[Any]) -> None:
    _without_empty(migration, revision, directives)
    _append_only(migration, revision, directives)
    _numbered(migration, revision, directives)


def _plain_types(kind: str, one: Any, autogen: Any) -> str | bool:
    """Migrations name the database's own types, so that a later change of ours does not rewrite history."""
    if kind == "type" and type(one).__module__.startswith("marketplace"):
        return f"sa.{one.impl!r}"
    return False


def run_online() -> None:
    """Run the migrations on the application's database, all in one transaction where it can."""
    arguments = dict(current_app.extensions["migrate"].configure_args)
    arguments.setdefault("process_revision_directives", _ready)
    arguments.setdefault("render_item", _plain_types)
    with database.engine.connect().execution_options(write=True) as connection:
        context.configure(connection=connection, target_metadata=database.metadata, **arguments)
        with context.begin_transaction():
            context.run_migrations()


run_online()
