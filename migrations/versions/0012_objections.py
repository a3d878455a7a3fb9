"""Objections: who objects, what they want, whether it is confirmed, the calls, what answers it. Limits prolonged once.

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-29 01:40:00

"""

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXTS = {
    "claim_ref": 20,
    "objector": 80,
    "client": 64,
    "remedy": 5000,
    "confirmed_how": 10,
    "decision_number": 100,
    "amended_by": 40,
}
MOMENTS = ("confirmed_at", "confirm_by", "denied_at", "amend_by")
LISTS = ("files", "additions", "decision_file", "amend_sections")


def upgrade():
    op.create_table(
        "objection_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("objection_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_objection_call_by_id_person")),
        sa.ForeignKeyConstraint(
            ["objection_id"], ["objection.id"], name=op.f("fk_objection_call_objection_id_objection")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_call")),
    )
    with op.batch_alter_table("objection_call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_objection_call_objection_id"), ["objection_id"], unique=False)
    with op.batch_alter_table("objection", schema=None) as batch_op:
        for name, length in TEXTS.items():
            batch_op.add_column(sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in LISTS:
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("counts_early", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_objection_objector"), ["objector"], unique=False)
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.add_column(sa.Column("prolonged_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("prolonged_reason", sa.String(length=2000), nullable=False, server_default=""))
    _keep_what_was_raised()


def _keep_what_was_raised() -> None:
    """What was raised before counts; what a later amendment answered is answered."""
    op.execute("UPDATE objection SET confirmed_at = at, confirmed_how = 'account'")
    op.execute(
        "UPDATE objection SET amended_by = '…' WHERE about = 'terms' AND decision = 'upheld' AND EXISTS ("
        "SELECT 1 FROM publication JOIN round ON round.scenario_id = publication.scenario_id "
        "AND round.number = publication.round_number WHERE round.id = objection.round_id "
        "AND publication.kind = 'amendment' AND publication.issued_at > objection.decided_at)"
    )


def downgrade():
    op.drop_table("objection_call")
    with op.batch_alter_table("scenario", schema=None) as batch_op:
        batch_op.drop_column("prolonged_reason")
        batch_op.drop_column("prolonged_days")
    with op.batch_alter_table("objection", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_objection_objector"))
        for name in ("counts_early", *LISTS, *MOMENTS, *TEXTS):
            batch_op.drop_column(name)
