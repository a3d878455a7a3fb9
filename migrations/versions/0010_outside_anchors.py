"""Anchors: hashes that somebody outside holds, each of them leading to the audit event that it stands for.

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-29 02:15:00.000000

"""

import sqlalchemy as sa
from alembic import op

# revision identifiers, used by Alembic.
revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "audit_anchor",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["position"], ["audit_event.position"], name=op.f("fk_audit_anchor_position_audit_event")
        ),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_audit_anchor")),
    )
    _refuse_changes("audit_anchor")


def _refuse_changes(table: str) -> None:
    """What was told to the world never changes: the function is that of 0002."""
    for deed in ("UPDATE", "DELETE"):
        name = f"{table}_no_{deed.lower()}"
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()")
        else:
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {deed} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade():
    op.drop_table("audit_anchor")
