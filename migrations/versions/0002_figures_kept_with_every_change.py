"""Figures kept with every change.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "kpi_figure",
        sa.Column("id", sa.String(length=4), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("parts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sums", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kpi_figure")),
    )
    op.create_table(
        "kpi_share",
        sa.Column("third_party", sa.String(length=14), nullable=False),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("markets", sa.Boolean(), nullable=False),
        sa.Column("missed", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint("third_party", name=op.f("pk_kpi_share")),
    )
    with op.batch_alter_table("kpi_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_kpi_share_markets"), ["markets"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("kpi_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_kpi_share_markets"))

    op.drop_table("kpi_share")
    op.drop_table("kpi_figure")
