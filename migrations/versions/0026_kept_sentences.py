"""Messages and mails are kept as sentences with their values, and a mail as the bytes that go out.

What was written before stays as it is: a text, which is a JSON string.

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-29 15:30:00

"""

import sqlalchemy as sa
from alembic import op


revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

KEPT = {"outbox_mail": ("subject", "body"), "notification": ("title", "body")}


def _as_json(column: str) -> str:
    if op.get_bind().dialect.name == "postgresql":
        return f"to_json({column}::text)::text"
    return f"json_quote({column})"


def upgrade():
    for table, (head, body) in KEPT.items():
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(head, existing_type=sa.String(length=300), type_=sa.Text(), existing_nullable=False)
            batch_op.alter_column(body, existing_type=sa.String(), type_=sa.Text(), existing_nullable=False)
    op.add_column("outbox_mail", sa.Column("sent_bytes", sa.LargeBinary(), nullable=True))
    for table, columns in KEPT.items():
        op.execute(f"UPDATE {table} SET " + ", ".join(f"{one} = {_as_json(one)}" for one in columns))


def downgrade():
    # only the application can put a kept sentence into words
    from marketplace.furniture.kept import read
    from marketplace.sheets.canonical import loads

    bind = op.get_bind()
    for table, (head, body) in KEPT.items():
        rows = bind.execute(sa.text(f"SELECT id, {head}, {body} FROM {table}")).all()
        for id_, first, second in rows:
            words = {"id": id_, "head": str(read(loads(first)))[:300], "body": str(read(loads(second)))}
            bind.execute(sa.text(f"UPDATE {table} SET {head} = :head, {body} = :body WHERE id = :id"), words)
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(head, existing_type=sa.Text(), type_=sa.String(length=300), existing_nullable=False)
            batch_op.alter_column(body, existing_type=sa.Text(), type_=sa.String(), existing_nullable=False)
    op.drop_column("outbox_mail", "sent_bytes")
