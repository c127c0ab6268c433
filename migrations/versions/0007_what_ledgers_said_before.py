"""What ledgers said before they were changed.

Revision 0007, after 0006. What is known of the time before is filed too: that a closed finding was open until then. An
open one is taken to have said from its opening on what it says now, since nothing recorded what it said between.
"""

import datetime as dt
import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_AT = sa.DateTime(timezone=True)
_BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)

_LEDGERS = ("finding", "third_party_summary", "kpi_figure")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "superseded",
        sa.Column("id", _SERIAL, nullable=False),
        sa.Column("ledger", sa.String(length=30), nullable=False),
        sa.Column("valid_from", _AT, nullable=False),
        sa.Column("valid_to", _AT, nullable=False),
        sa.Column("state", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_superseded")),
    )
    op.create_index("ix_superseded_valid", "superseded", ["ledger", "valid_to", "valid_from"], unique=False)
    ended = sa.text("valid_to IS NOT NULL")
    op.create_index(
        "ix_revision_ended",
        "revision",
        ["kind", "valid_to"],
        unique=False,
        sqlite_where=ended,
        postgresql_where=ended,
    )
    for name in _LEDGERS:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("since", _AT, nullable=True))
    _fill()
    for name in _LEDGERS:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.alter_column("since", existing_type=_AT, nullable=False)


def _fill() -> None:
    connection = op.get_bind()
    finding = sa.Table("finding", sa.MetaData(), autoload_with=connection)
    superseded = sa.table(
        "superseded",
        sa.column("ledger", sa.String()),
        sa.column("valid_from", _AT),
        sa.column("valid_to", _AT),
        sa.column("state", _JSON),
    )
    closed = sa.select(finding).where(finding.c.closed_at.is_not(None))
    for row in connection.execute(closed).mappings().all():
        said = dict(row) | {"status": "open", "closed_at": None, "since": row["opened_at"]}
        state = {name: _in_json(value) for name, value in said.items()}
        if isinstance(state["values"], str):
            state["values"] = json.loads(state["values"])
        connection.execute(
            sa.insert(superseded).values(
                ledger="finding", valid_from=row["opened_at"], valid_to=row["closed_at"], state=state
            )
        )
    connection.execute(sa.text("UPDATE finding SET since = COALESCE(closed_at, opened_at)"))
    connection.execute(sa.text("UPDATE kpi_figure SET since = counted_at"))
    summary = sa.table("third_party_summary", sa.column("since", _AT))
    connection.execute(sa.update(summary).values(since=_BEGINNING))


def _in_json(value: object) -> object:
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=dt.UTC)
        return aware.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return value.isoformat() if isinstance(value, dt.date) else value


def downgrade() -> None:
    """Take this revision back."""
    for name in _LEDGERS:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column("since")
    op.drop_index("ix_revision_ended", table_name="revision")
    op.drop_index("ix_superseded_valid", table_name="superseded")
    op.drop_table("superseded")
