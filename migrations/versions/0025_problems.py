"""Problems that are assigned, urged and settled (交办督办销号), and what the leading group decided of them.

Revision ID: 0025
Revises: 0024
Create Date: 2026-11-29 12:50:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("description", sa.String(length=2000), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("scenario_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=2000), nullable=False),
        sa.Column("answer_files", sa.Text(), nullable=False),
        sa.Column("urged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_problem_scenario_id_scenario")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_problem_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_problem_raised_by_id_person")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_problem_unit_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem")),
        sa.UniqueConstraint("code", name=op.f("uq_problem_code")),
    )
    op.create_index("ix_problem_state", "problem", ["state", "due_at"])
    for column in ("scenario_id", "organisation_id", "unit_id"):
        op.create_index(op.f(f"ix_problem_{column}"), "problem", [column])
    op.create_table(
        "problem_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("problem_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=2000), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["problem_id"], ["problem.id"], name=op.f("fk_problem_decision_problem_id_problem")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_problem_decision_entered_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problem_decision")),
    )
    op.create_index(op.f("ix_problem_decision_problem_id"), "problem_decision", ["problem_id"])


def downgrade():
    op.drop_table("problem_decision")
    op.drop_table("problem")
