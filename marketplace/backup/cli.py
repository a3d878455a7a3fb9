"""The commands of an operator: `flask backup create | restore`, `flask files check`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import AppGroup

from marketplace.backup.creating import create_backup
from marketplace.backup.manifest import Manifest
from marketplace.backup.restoring import restore_backup
from marketplace.files import checking

backup = AppGroup("backup", help="Database and files of one moment in one file; never the keys.")
files = AppGroup("files", help="Stored files.")


@backup.command("create")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--despite-damage", is_flag=True, help="Take what is left although stored files are missing or changed.")
def create(file: Path, despite_damage: bool) -> None:
    """Write a backup into a new FILE; the server may go on."""
    taken = create_backup(file.absolute(), despite_damage=despite_damage)
    click.echo(
        f"{file}: {taken.manifest.database} at {taken.manifest.revision}, {taken.manifest.files} files, "
        f"taken {taken.manifest.taken_at}; sha256 {taken.sha256}"
    )
    if taken.manifest.damaged:
        click.echo(f"missing or changed, taken as they are: {', '.join(taken.manifest.damaged)}", err=True)
    click.echo("SECRET_KEY and SEAL_KEY are not in it: keep them elsewhere" + _needs(taken.manifest))


@backup.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
def restore(file: Path) -> None:
    """Restore FILE into an empty database and an empty VAR_DIR, after checking all of it."""
    restored = restore_backup(file.absolute())
    taken = restored.manifest
    click.echo(
        f"restored and verified: {taken.database} at {taken.revision}, {taken.files} files, {restored.events} events, "
        f"as of {taken.taken_at}"
    )
    if taken.keys:
        click.echo("start with the SECRET_KEY and SEAL_KEY of then" + _needs(taken))
    if restored.upgraded:
        click.echo("the database was brought to the newest migration")
    if taken.damaged:
        click.echo(f"these files were missing or changed already: {', '.join(taken.damaged)}", err=True)


def _needs(manifest: Manifest) -> str:
    return f"; its claims need the SEAL_KEY of fingerprint {', '.join(manifest.keys)}" if manifest.keys else ""


@files.command("check")
def check() -> None:
    """Compare the stored files with the database; names each that is missing, changed or orphaned."""
    if gone := checking.take_away_broken_off():
        click.echo(f"{gone} left by broken-off uploads, taken away")
    faults = 0
    for fault in checking.faults():
        faults += 1
        click.echo(str(fault))
    click.echo(f"{faults} faults" if faults else "every file is as it was stored")
    sys.exit(1 if faults else 0)
