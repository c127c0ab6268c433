"""Signed files, copies for one recipient, and requests that survive a worker.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper", sa.String(length=10), nullable=False, server_default="A4"))
        batch_op.add_column(sa.Column("order_sha256", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_report_order_sha256"), ["order_sha256"], unique=False)
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.alter_column("paper", server_default=None)

    with op.batch_alter_table("rendering", schema=None) as batch_op:
        batch_op.add_column(sa.Column("unsigned_sha256", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_rendering_unsigned_sha256"), ["unsigned_sha256"], unique=False)

    op.create_table(
        "rendering_copy",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("format", sa.String(length=10), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name=op.f("fk_rendering_copy_report")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_rendering_copy")),
    )
    with op.batch_alter_table("rendering_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rendering_copy_report"), ["report"], unique=False)

    with op.batch_alter_table("report_request", schema=None) as batch_op:
        for name in ("done", "total", "attempts"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("worker", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_report_request_asked_by"), ["asked_by"], unique=False)
    with op.batch_alter_table("report_request", schema=None) as batch_op:
        for name in ("done", "total", "attempts"):
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("report_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_request_asked_by"))
        for name in ("leased_until", "worker", "attempts", "total", "done"):
            batch_op.drop_column(name)

    with op.batch_alter_table("rendering_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendering_copy_report"))
    op.drop_table("rendering_copy")

    with op.batch_alter_table("rendering", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rendering_unsigned_sha256"))
        batch_op.drop_column("unsigned_sha256")

    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_order_sha256"))
        batch_op.drop_column("order_sha256")
        batch_op.drop_column("paper")
