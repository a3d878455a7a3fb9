"""The command line: `flask --app wsgi …`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from marketplace import clock as clocks
from marketplace import house_map
from marketplace import tick as ticking
from marketplace.accounts.draw import draw as draw_policy
from marketplace.accounts.policy import TABLES
from marketplace.audit import service as audit
from marketplace.backup.cli import backup, files
from marketplace.broken import is_outage
from marketplace.catalogue import reindex as reindexing
from marketplace.claims import keys, rotation
from marketplace.claims.seal import key_holder
from marketplace.demo.cli import demo
from marketplace.errors import MarketplaceError, Unmet
from marketplace.notifications import listing, sending
from marketplace.people import bootstrap
from marketplace.room import rooms as declared
from marketplace.workflow.draw import draw

clock = AppGroup("clock", help="The application's clock.")
outbox = AppGroup("outbox", help="Mail that waits or went.")
audit_group = AppGroup("audit", help="The chain of events.")
users = AppGroup("users", help="Accounts.")
seal = AppGroup("seal", help="The keys of the claims' seals.")
workflow = AppGroup("workflow", help="The lifecycle tables.")
policy = AppGroup("policy", help="Who may what.")


@clock.command("advance")
@click.argument("span")
def advance(span: str) -> None:
    """Move the rehearsal clock ahead, for example by 30d, 12h or 90m."""
    click.echo(_local(clocks.advance(clocks.parse_span(span))))


@clock.command("set")
@click.argument("moment")
def set_clock(moment: str) -> None:
    """Set the rehearsal clock to a moment, for example 2026-12-31T09:00; best before anything is entered."""
    clocks.set_to(clocks.parse_moment(moment))
    click.echo(_local(clocks.now()))


@clock.command("show")
def show() -> None:
    """Print the application's time."""
    click.echo(_local(clocks.now()))


def _local(moment: object) -> str:
    return moment.astimezone(clocks.SHANGHAI).isoformat(timespec="seconds")  # type: ignore[attr-defined,no-any-return]


@click.command("tick")
def tick() -> None:
    """Do what is due: close or lapse contests whose deadline has passed."""
    done = ticking.tick()
    click.echo("\n".join(done) if done else "nothing is due")


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Write what the catalogue filters, sorts and searches by anew, in batches; the site may serve meanwhile."""
    for progress in reindexing.reindex():
        click.echo(f"{progress.done} of {progress.total}")
    click.echo("done")


@outbox.command("send")
def send() -> None:
    """Send what waits; without SMTP settings nothing leaves."""
    sent, failed = sending.send_waiting(limit=1000)
    click.echo(f"{sent} sent, {failed} failed")


@outbox.command("list")
def list_outbox() -> None:
    """List the mails; until its deadline a mail about a claim hides whom and what."""
    for line in listing.lines():
        click.echo(line)


@audit_group.command("verify")
def verify() -> None:
    """Check the chain; names each row that was changed, removed or put elsewhere."""
    faults = list(audit.faults())
    click.echo("\n".join(faults) if faults else "the chain is whole")
    sys.exit(1 if faults else 0)


@seal.command("rotate")
def rotate_seal() -> None:
    """Wrap every claim's key under the newest wrapping key; a run that was broken off goes on where it stopped."""
    if not rotation.outstanding() and not rotation.add_rehearsal_key():
        click.echo(
            "every key is wrapped by the newest SEAL_KEY; to rotate, set a new one and the old as SEAL_KEY_PREVIOUS"
        )
        return
    done = rotation.Rotation()
    for done in rotation.rotate():
        click.echo(f"{done.wrapped} wrapped")
    for ref in done.damaged:
        click.echo(f"{ref}: its wrapped key is damaged", err=True)
    for ref, fingerprint in done.absent:
        click.echo(f"{ref}: the key with fingerprint {fingerprint} is not in this process", err=True)
    click.echo("done; the previous key is needed only for older backups" if done.is_whole else "not done")
    sys.exit(0 if done.is_whole else 1)


@seal.command("keys")
def list_keys() -> None:
    """Print the fingerprints of the keys that are here, and of those that are needed and are not; 1 if one is missing."""
    for place, fingerprint in enumerate(key_holder().fingerprints()):
        click.echo(f"{fingerprint} here{', wraps new claims' if place == 0 else ''}")
    for fingerprint in (missing := keys.missing()):
        click.echo(f"{fingerprint or 'unknown'} NOT HERE, needed by a contest that is not opened yet", err=True)
    sys.exit(1 if missing else 0)


@users.command("invite")
@click.argument("email")
@click.option("--role", default="", help="admin or approver; the first that is still missing unless given.")
@click.option("--name", default="", help="As others see it; the address unless given.")
@click.option("--organisation", default="office", hidden=True)
def invite(email: str, role: str, name: str, organisation: str) -> None:
    """Mail the first admin or one of the first two approvers the link that opens their account, and print it."""
    if organisation != bootstrap.OFFICE:
        raise Unmet("people of an organisation are invited in the application, not from the command line")
    person, link = bootstrap.invite(email=email, role=role, name=name)
    click.echo(f"{person.email} invited as {person.role}; the link, good for one use: {link}")


@workflow.command("draw")
@click.option("--to", type=click.Path(path_type=Path), default=Path("docs/workflow.md"))
def draw_tables(to: Path) -> None:
    """Print the lifecycle tables and their diagrams into the documentation."""
    head = (
        "# Lifecycle\n\nPrinted from the tables by `flask --app wsgi workflow draw`; a test compares it with them.\n\n"
    )
    to.write_text(head + "\n".join(draw(table) for room in declared() for table in room.tables), encoding="utf-8")
    click.echo(f"{to} written")


rooms = AppGroup("rooms", help="The map of the house.")


@rooms.command("draw")
def draw_rooms() -> None:
    """Write the table of rooms into docs/architecture.md, and their order into the import contract."""
    for path in house_map.write(Path()):
        click.echo(f"{path} written")


@policy.command("print")
@click.option("--to", type=click.Path(path_type=Path), default=Path("docs/policy.md"))
def print_policy(to: Path) -> None:
    """Print what each role may into the documentation."""
    to.write_text(draw_policy(TABLES), encoding="utf-8")
    click.echo(f"{to} written")


def _in_one_line(group: AppGroup) -> AppGroup:
    """Say a refusal in one line instead of a traceback."""
    for command in group.commands.values():
        inner = command.callback
        assert inner is not None

        def outer(*args: object, _inner=inner, **kwargs: object) -> None:  # type: ignore[no-untyped-def]
            try:
                _inner(*args, **kwargs)
            except MarketplaceError as refused:
                raise click.ClickException("; ".join(refused.reasons)) from refused
            except Exception as failed:
                if not is_outage(failed):
                    raise
                said = str(getattr(failed, "orig", None) or failed).strip().splitlines()
                raise click.ClickException(
                    f"a part did not answer: {said[0] if said else type(failed).__name__}"
                ) from failed

        command.callback = outer
    return group


def install(app: Flask) -> None:
    """Add the commands."""
    for group in (clock, outbox, users, audit_group, seal, workflow, policy, rooms, backup, files, demo):
        app.cli.add_command(_in_one_line(group))
    app.cli.add_command(tick)
    app.cli.add_command(reindex)
