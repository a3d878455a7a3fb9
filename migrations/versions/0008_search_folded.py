"""What the catalogue searches is half-width, in small letters, with plain hyphens, and holds the code.

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-29 02:20:00

"""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\u30fc\ufe58\ufe63\uff0d", "-"))


def upgrade():
    scenario = sa.table("scenario", sa.column("id", sa.Integer), sa.column("code", sa.String), sa.column("search_text", sa.Text))
    connection = op.get_bind()
    rows = connection.execute(sa.select(scenario).where(scenario.c.search_text != "")).all()
    for row in rows:
        lines = [*row.search_text.splitlines(), row.code]
        folded = "\n".join(_folded(line) for line in lines)
        connection.execute(sa.update(scenario).where(scenario.c.id == row.id).values(search_text=folded))


def _folded(line):
    plain = unicodedata.normalize("NFKC", line).translate(DASHES)
    return re.sub(r"\s+", " ", plain).strip().casefold()


def downgrade():
    """What was folded is found as well as before."""
