"""`flask --app wsgi demo …`: the example data and its accounts."""

from __future__ import annotations

import textwrap

import click
from flask.cli import AppGroup

from marketplace.demo import people, service

WIDTH = 52
demo = AppGroup("demo", help="Example data for a rehearsal.")


@demo.command("load")
def load() -> None:
    """Load the example data into an empty database."""
    loaded = service.load()
    if loaded is None:
        click.echo("the database is in use: nothing was loaded")
    else:
        click.echo(f"{loaded.scenarios} scenarios loaded, {loaded.steps} steps played")


@demo.command("accounts")
def accounts() -> None:
    """Print who can sign in, and the password."""
    for addresses, who in people.table_of_accounts():
        lines = textwrap.wrap(addresses, WIDTH, break_on_hyphens=False)
        click.echo("\n".join([f"  {lines[0]:<{WIDTH}}  {who}", *(f"    {line}" for line in lines[1:])]))
    click.echo(f"  password of all: {people.PASSWORD}")
