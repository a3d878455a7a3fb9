"""What is decided of a round stands in rows of the rooms that decide it, with who, when and why.

Rounds that were decided before keep what they said: who and why stand in their events, and are not guessed here.

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-29 15:20:00

"""

import json

import sqlalchemy as sa
from alembic import op


revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
OWN = {
    "opening": [
        sa.Column("unsealed", sa.Boolean(), nullable=False),
        sa.Column("claims_count", sa.Integer(), nullable=False),
        sa.Column("claimant_ids", sa.Text(), nullable=False),
    ],
    "eligibility_settling": [sa.Column("settled", sa.Boolean(), nullable=False)],
    "frozen_pool": [
        sa.Column("experts", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
    ],
    "panel_turn": [sa.Column("is_complete", sa.Boolean(), nullable=False)],
    "conclusion": [
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("ranking", sa.Text(), nullable=True),
    ],
    "award": [
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("claim_ref", sa.String(length=20), nullable=False),
        sa.Column("winner_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=True),
        sa.Column("member_ids", sa.Text(), nullable=False),
    ],
}
KEPT = (
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("scenario_id", sa.Integer(), sa.ForeignKey("scenario.id"), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("opens_at", MOMENT, nullable=False),
    sa.Column("deadline", MOMENT, nullable=False),
    sa.Column("figures", sa.Text(), nullable=False),
    sa.Column("criteria", sa.Text(), nullable=False),
    sa.Column("closed_at", MOMENT, nullable=True),
    sa.Column("outcome", sa.String(length=20), nullable=False),
    sa.Column("held_because", sa.String(length=2000), nullable=False, server_default=""),
    sa.Column("lapses_at", MOMENT, nullable=True),
    sa.Column("deadline_moved_alone_at", MOMENT, nullable=True),
)
GONE = {
    "opened_claims_at": MOMENT,
    "claims_count": sa.Integer(),
    "claimant_ids": sa.Text(),
    "eligibility_settled_at": MOMENT,
    "expert_pool": sa.Text(),
    "expert_pool_sha256": sa.String(length=64),
    "declared_expert_ids": sa.Text(),
    "scores_known_at": MOMENT,
    "panel_known_at": MOMENT,
    "ranking": sa.Text(),
    "concluder_ids": sa.Text(),
    "announced_at": MOMENT,
    "announcer_ids": sa.Text(),
    "award_claim_ref": sa.String(length=20),
    "awarded_at": MOMENT,
    "winner_id": sa.Integer(),
    "winning_member_ids": sa.Text(),
    "forfeiter_ids": sa.Text(),
    "publisher_person_ids": sa.Text(),
}
LISTS = {"claimant_ids", "declared_expert_ids", "concluder_ids", "announcer_ids", "winning_member_ids", "forfeiter_ids"} | {
    "publisher_person_ids"
}
WON = "CASE WHEN what = 'won' THEN {} END"
BACK = {
    "opened_claims_at": ("opening", "CASE WHEN unsealed THEN at END"),
    "claims_count": ("opening", "claims_count"),
    "claimant_ids": ("opening", "claimant_ids"),
    "eligibility_settled_at": ("eligibility_settling", "CASE WHEN settled THEN at END"),
    "expert_pool": ("frozen_pool", "experts"),
    "expert_pool_sha256": ("frozen_pool", "sha256"),
    "panel_known_at": ("panel_turn", "CASE WHEN is_complete THEN at END"),
    "ranking": ("conclusion", "ranking"),
    "announced_at": ("notice", "CASE WHEN ending <> 'annul' THEN announced_at END"),
    "award_claim_ref": ("award", WON.format("claim_ref")),
    "awarded_at": ("award", WON.format("at")),
    "winner_id": ("award", WON.format("winner_id")),
    "winning_member_ids": ("award", "CASE WHEN what = 'won' THEN member_ids ELSE '[]' END"),
}
TERMS = "publication p JOIN round r ON r.scenario_id = p.scenario_id AND r.number = p.round_number"
WHO = {
    "declared_expert_ids": ("assignment", "expert_id", "declared = 'none' AND released_at IS NULL"),
    "concluder_ids": ("conclusion", "by_id", "what = 'concluded' AND by_id IS NOT NULL"),
    "announcer_ids": ("notice", "announced_by_id", "1 = 1"),
    "forfeiter_ids": ("award", "by_id", "what = 'lost' AND by_id IS NOT NULL"),
    "publisher_person_ids": (f"(SELECT r.id AS round_id, p.issued_by_id, p.kind FROM {TERMS}) t", "issued_by_id", "kind <> 'result'"),
}
ALONE = {"opening"}
"""Tables with one row for a round at most."""


def upgrade():
    for name, columns in OWN.items():
        op.create_table(
            name,
            sa.Column("id", sa.Integer(), primary_key=True),
            sa.Column("round_id", sa.Integer(), sa.ForeignKey("round.id"), nullable=False),
            sa.Column("at", MOMENT, nullable=False),
            sa.Column("by_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
            sa.Column("why", sa.String(length=2000), nullable=False),
            *columns,
            *([sa.UniqueConstraint("round_id")] if name in ALONE else []),
        )
        op.create_index(f"ix_{name}_round_id", name, ["round_id"])
    op.create_index("ix_award_winner_id", "award", ["winner_id"])
    _take_over()
    for name in OWN:
        op.refuse_changes(name)
    _drop_columns()


def _drop_columns():
    """SQLite drops no column of a foreign key: the table is made anew, and whoever points to its rows is asked only at the end."""
    if op.get_bind().dialect.name != "sqlite":
        for column in GONE:
            op.drop_column("round", column)
        return
    kept = ", ".join(column.name for column in KEPT)
    op.execute("PRAGMA defer_foreign_keys = ON")
    op.execute(f"CREATE TABLE round_kept AS SELECT {kept} FROM round")
    op.drop_table("round")
    op.create_table("round", *KEPT, sa.UniqueConstraint("scenario_id", "number"))
    op.create_index("ix_round_deadline", "round", ["deadline"])
    op.execute(f"INSERT INTO round ({kept}) SELECT {kept} FROM round_kept")
    op.drop_table("round_kept")


def _take_over():
    """In the order in which it was decided: what counts is the newest row."""
    bind = op.get_bind()
    rounds = sa.table("round", sa.column("id"), sa.column("closed_at", MOMENT), sa.column("deadline", MOMENT), *[
        sa.column(name, kind) for name, kind in GONE.items()
    ])
    for row in bind.execute(sa.select(rounds).order_by(rounds.c.id)).mappings().all():
        for name, at, by, values in _decided(row):
            table = sa.table(name, *[
                sa.column(one) for one in ("round_id", "by_id", "why", *values)
            ], sa.column("at", MOMENT))
            bind.execute(table.insert().values(round_id=row["id"], at=at, by_id=by, why="", **values))


def _decided(row):
    ended = row["closed_at"] or row["deadline"]
    opened = row["opened_claims_at"]
    if row["claims_count"] is not None:
        count = {"unsealed": opened is not None, "claims_count": row["claims_count"], "claimant_ids": row["claimant_ids"]}
        yield "opening", opened or ended, None, count
    if row["expert_pool"] is not None:
        pool = {"experts": row["expert_pool"], "sha256": row["expert_pool_sha256"]}
        yield "frozen_pool", opened or ended, None, pool
    if row["eligibility_settled_at"] is not None:
        yield "eligibility_settling", row["eligibility_settled_at"], None, {"settled": True}
    yield from _judged(row)
    yield from _concluded(row)
    yield from _awarded(row)


def _judged(row):
    first, now = row["scores_known_at"], row["panel_known_at"]
    if first is not None:
        yield "panel_turn", first, None, {"is_complete": True}
        if now != first:
            yield "panel_turn", first, None, {"is_complete": False}
    if now is not None and now != first:
        yield "panel_turn", now, None, {"is_complete": True}


def _concluded(row):
    at = row["announced_at"] or row["scores_known_at"] or row["closed_at"] or row["deadline"]
    for person in json.loads(row["concluder_ids"]):
        yield "conclusion", at, person, {"what": "concluded", "ranking": row["ranking"]}
    if row["ranking"] is not None and row["concluder_ids"] == "[]":
        yield "conclusion", at, None, {"what": "concluded", "ranking": row["ranking"]}


def _awarded(row):
    lost = {"what": "lost", "claim_ref": "", "winner_id": None, "member_ids": "[]"}
    for person in json.loads(row["forfeiter_ids"]):
        yield "award", row["announced_at"] or row["deadline"], person, lost
    if row["awarded_at"] is not None:
        won = {"what": "won", "claim_ref": row["award_claim_ref"], "winner_id": row["winner_id"]}
        yield "award", row["awarded_at"], None, won | {"member_ids": row["winning_member_ids"]}


def downgrade():
    for name, kind in GONE.items():
        listed = name in LISTS or name == "expert_pool_sha256"
        default = ("[]" if name in LISTS else "") if listed else None
        op.add_column("round", sa.Column(name, kind, nullable=not listed, server_default=default))
    for name, (table, found) in BACK.items():
        newest = f"SELECT {found} FROM {table} t WHERE t.round_id = round.id ORDER BY t.id DESC LIMIT 1"
        op.execute(f"UPDATE round SET {name} = ({newest}) WHERE EXISTS ({newest})")
    for name, (table, column, which) in WHO.items():
        _write_back(name, f"SELECT DISTINCT round_id, {column} FROM {table} WHERE {which} ORDER BY 1, 2")
    op.execute("UPDATE round SET scores_known_at = (SELECT min(at) FROM panel_turn t WHERE t.round_id = round.id AND t.is_complete)")
    for name in reversed(OWN):
        op.drop_table(name)


def _write_back(name, query):
    bind, found = op.get_bind(), {}
    for round_id, person in bind.execute(sa.text(query)):
        found.setdefault(round_id, []).append(person)
    for round_id, ids in found.items():
        written = {"ids": json.dumps(ids, separators=(",", ":")), "id": round_id}
        bind.execute(sa.text(f"UPDATE round SET {name} = :ids WHERE id = :id"), written)
