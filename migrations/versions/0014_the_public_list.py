"""The public list of sub-processors, and who is told of its changes.

Revision 0014, after 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision. Columns are added without copying tables that others refer to."""
    op.add_column("third_party", sa.Column("published_from", sa.Date(), nullable=True))
    op.add_column("organisation", sa.Column("public_notice_days", sa.Integer(), nullable=True))
    op.create_table(
        "list_subscriber",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_subscriber")),
        sa.UniqueConstraint("email", name=op.f("uq_list_subscriber_email")),
    )
    with op.batch_alter_table("list_subscriber", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_list_subscriber_asked_at"), ["asked_at"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("list_subscriber")
    op.drop_column("organisation", "public_notice_days")
    op.drop_column("third_party", "published_from")
