"""What lists filter, sort and search by stands in the catalogue's own table.

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-29 12:30:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

MONEY, RATE = sa.Numeric(precision=14, scale=2), sa.Numeric(precision=8, scale=2)
INDEXES = {
    "ix_scenario_public_deadline": ["public_state", "public_deadline", "id"],
    "ix_scenario_public_issued": ["first_issued_at", "id"],
    "ix_scenario_deadline": ["public_deadline", "id"],
    "ix_scenario_investment": ["total_investment_wan", "id"],
    "ix_scenario_irr": ["irr_pct", "id"],
    "ix_scenario_public_social": ["public_state", "social_wan"],
    "ix_scenario_public_field": ["public_field"],
}
SAME = (
    "operating_model", "mechanisms", "total_investment_wan", "social_wan", "irr_pct", "payback_years",
    "first_issued_at", "term_years", "search_text",
)
"""Columns of the same name in both tables."""
MOVED = {"year": "public_year", "deadline": "public_deadline"} | {name: name for name in SAME}
"""Columns that leave the scenario, by their names in the catalogue."""
COPIED = {"title": "public_title", "field": "public_field", "state": "public_state", "publisher_id": "publisher_id"} | MOVED


def _type(name):
    if name.endswith("_wan"):
        return MONEY
    return {
        "irr_pct": RATE, "payback_years": RATE, "year": sa.Integer(), "term_years": sa.Integer(),
        "deadline": sa.DateTime(timezone=True), "first_issued_at": sa.DateTime(timezone=True),
        "operating_model": sa.String(length=40), "mechanisms": sa.String(length=400), "search_text": sa.String(),
    }[name]


def upgrade():
    op.create_table(
        "catalogue_entry",
        sa.Column("scenario_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("publisher_id", sa.Integer(), nullable=False),
        sa.Column("operating_model", sa.String(length=40), nullable=False),
        sa.Column("mechanisms", sa.String(length=400), nullable=False),
        sa.Column("total_investment_wan", MONEY, nullable=True),
        sa.Column("social_wan", MONEY, nullable=True),
        sa.Column("irr_pct", RATE, nullable=True),
        sa.Column("payback_years", RATE, nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_years", sa.Integer(), nullable=True),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["publisher_id"], ["organisation.id"], name=op.f("fk_catalogue_entry_publisher_id_organisation")),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenario.id"], name=op.f("fk_catalogue_entry_scenario_id_scenario")),
        sa.PrimaryKeyConstraint("scenario_id", name=op.f("pk_catalogue_entry")),
    )
    columns = ", ".join(COPIED)
    op.execute(
        f"INSERT INTO catalogue_entry (scenario_id, version, {columns}) "
        "SELECT id, (SELECT max(version) FROM publication WHERE publication.scenario_id = scenario.id), "
        f"{', '.join(COPIED.values())} FROM scenario WHERE first_issued_at IS NOT NULL"
    )
    for name, columns in {
        "ix_catalogue_entry_state_deadline": ["state", "deadline", "scenario_id"],
        "ix_catalogue_entry_issued": ["first_issued_at", "scenario_id"],
        "ix_catalogue_entry_deadline": ["deadline", "scenario_id"],
        "ix_catalogue_entry_investment": ["total_investment_wan", "scenario_id"],
        "ix_catalogue_entry_irr": ["irr_pct", "scenario_id"],
        "ix_catalogue_entry_state_social": ["state", "social_wan"],
        "ix_catalogue_entry_field": ["field"],
        "ix_catalogue_entry_publisher_id": ["publisher_id"],
    }.items():
        op.create_index(name, "catalogue_entry", columns)
    for name in INDEXES:
        op.drop_index(name, table_name="scenario")
    for name in MOVED.values():
        op.drop_column("scenario", name)


def downgrade():
    texts = {"operating_model", "mechanisms", "search_text"}
    for name, old in MOVED.items():
        op.add_column(
            "scenario",
            sa.Column(old, _type(name), nullable=name not in texts, server_default="" if name in texts else None),
        )
        op.execute(
            f"UPDATE scenario SET {old} = (SELECT {name} FROM catalogue_entry WHERE scenario_id = scenario.id) "
            "WHERE id IN (SELECT scenario_id FROM catalogue_entry)"
        )
    for name, columns in INDEXES.items():
        op.create_index(name, "scenario", columns)
    op.drop_table("catalogue_entry")
