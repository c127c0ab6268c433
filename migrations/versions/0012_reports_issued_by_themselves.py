"""Reports that are issued by themselves, and whom they are sent to.

Revision 0012, after 0011.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _ref() -> sa.types.TypeEngine[str]:
    return sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "report_schedule",
        sa.Column("ref", _ref(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("third_party", _ref(), nullable=True),
        sa.Column("paper", sa.String(length=10), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column("weekday", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("month", sa.String(length=10), nullable=False),
        sa.Column("time", sa.String(length=5), nullable=False),
        sa.Column("time_zone", sa.String(length=200), nullable=False),
        sa.Column("recipients", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["third_party"],
            ["third_party.ref"],
            name=op.f("fk_report_schedule_third_party"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_report_schedule")),
    )
    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        for name in ("archived", "kind", "third_party"):
            batch_op.create_index(batch_op.f(f"ix_report_schedule_{name}"), [name], unique=False)

    op.create_table(
        "report_schedule_clock",
        sa.Column("schedule", sa.String(length=14), nullable=False),
        sa.Column("seen_to", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("schedule", name=op.f("pk_report_schedule_clock")),
    )

    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("schedule", sa.String(length=14), nullable=True))
        batch_op.add_column(sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("dispatched", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index("ix_report_request_occurrence", ["schedule", "due_at"], unique=True)
    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.alter_column("dispatched", server_default=None)

    op.create_table(
        "report_delivery",
        sa.Column("request", sa.String(length=36), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("schedule", sa.String(length=14), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["request"], ["report_request.id"], name=op.f("fk_report_delivery_request")),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name=op.f("fk_report_delivery_report")),
        sa.PrimaryKeyConstraint("request", "recipient", name=op.f("pk_report_delivery")),
    )
    with op.batch_alter_table("report_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_report_delivery_next", ["state", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_report_delivery_schedule"), ["schedule"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("report_delivery", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_delivery_schedule"))
        batch_op.drop_index("ix_report_delivery_next")
    op.drop_table("report_delivery")

    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.drop_index("ix_report_request_occurrence")
        for name in ("dispatched", "due_at", "schedule"):
            batch_op.drop_column(name)

    op.drop_table("report_schedule_clock")

    with op.batch_alter_table("report_schedule", schema=None) as batch_op:
        for name in ("third_party", "kind", "archived"):
            batch_op.drop_index(batch_op.f(f"ix_report_schedule_{name}"))
    op.drop_table("report_schedule")
