"""The numbers of the home page are counted in an index alone.

Revision ID: 0024
Revises: 0023
Create Date: 2026-11-29 12:58:00

"""

from alembic import op


revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

NAME = "ix_catalogue_entry_state_social"


def upgrade():
    op.drop_index(NAME, table_name="catalogue_entry")
    op.create_index(NAME, "catalogue_entry", ["state", "deadline", "social_wan"])


def downgrade():
    op.drop_index(NAME, table_name="catalogue_entry")
    op.create_index(NAME, "catalogue_entry", ["state", "social_wan"])
