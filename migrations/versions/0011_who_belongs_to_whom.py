"""Who belongs to whom: proposals and recoveries, accounts in effect, refusals and suspensions.

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-29 01:40:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
ADDED = {
    "person": ("approved_at", "reads_since", "bound_until"),
    "organisation": ("refused_at", "suspended_at"),
}


def upgrade():
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=20), nullable=False),
        sa.Column("subject_ref", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_proposal_decided_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_person_id_person")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_proposal_proposed_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index("ix_proposal_subject", "proposal", ["subject_kind", "subject_ref", "deed"])
    op.create_index(op.f("ix_proposal_outcome"), "proposal", ["outcome"])
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("former_role", sa.String(length=20), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("ended_by_id", sa.Integer(), nullable=True),
        sa.Column("objection", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_recovery_ended_by_id_person")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_recovery_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_person_id_person")),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_recovery_proposal_id_proposal")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_recovery_proposal_id")),
    )
    op.create_index(op.f("ix_recovery_organisation_id"), "recovery", ["organisation_id"])
    for table, columns in ADDED.items():
        for column in columns:
            op.add_column(table, sa.Column(column, MOMENT, nullable=True))
    op.add_column(
        "organisation", sa.Column("standing_reason", sa.String(length=2000), nullable=False, server_default="")
    )
    op.add_column("sign_in_failure", sa.Column("client", sa.String(length=64), nullable=False, server_default=""))
    op.add_column("claim", sa.Column("presented_revision", sa.Integer(), nullable=True))
    # said in SQL: Alembic would copy the table, and SQLite lets nobody drop one that others refer to
    op.execute(
        "ALTER TABLE claim ADD COLUMN presented_by_id INTEGER "
        "CONSTRAINT fk_claim_presented_by_id_person REFERENCES person (id)"
    )
    op.execute("UPDATE person SET approved_at = created_at")  # until now every account was in effect at once


def downgrade():
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_column("presented_by_id")
        batch_op.drop_column("presented_revision")
    op.drop_column("sign_in_failure", "client")
    op.drop_column("organisation", "standing_reason")
    for table, columns in ADDED.items():
        for column in columns:
            op.drop_column(table, column)
    op.drop_table("recovery")
    op.drop_table("proposal")
