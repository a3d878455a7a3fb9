"""When scores are known and experts may read, the pool as the opening found it, on what a notice was annulled.

Revision ID: 0007
Revises: 0006
Create Date: 2026-11-29 02:00:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENTS = ("eligibility_settled_at", "scores_known_at", "panel_known_at")


def upgrade():
    with op.batch_alter_table("round", schema=None) as batch_op:
        for name in MOMENTS:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("expert_pool", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("expert_pool_sha256", sa.String(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("forfeiter_ids", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ground", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen_reason", sa.String(length=2000), nullable=False, server_default=""))
    _settle_what_was_decided()


def _settle_what_was_decided() -> None:
    """Rounds whose eligibility was decided, and those that were concluded, keep on where they stand."""
    op.execute(
        "UPDATE round SET eligibility_settled_at = opened_claims_at WHERE opened_claims_at IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM claim WHERE claim.round_id = round.id AND claim.opened_at IS NOT NULL AND claim.state = 'submitted')"
    )
    op.execute(
        "UPDATE round SET scores_known_at = opened_claims_at, panel_known_at = opened_claims_at "
        "WHERE opened_claims_at IS NOT NULL AND "
        "(announced_at IS NOT NULL OR awarded_at IS NOT NULL OR (ranking IS NOT NULL AND ranking NOT IN ('null', '[]')))"
    )


def downgrade():
    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("chosen_reason")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_column("ground")
    with op.batch_alter_table("round", schema=None) as batch_op:
        for name in ("forfeiter_ids", "expert_pool_sha256", "expert_pool", *reversed(MOMENTS)):
            batch_op.drop_column(name)
