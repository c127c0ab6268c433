"""Who asked for a waiver, beside who approved it.

Revision 0005, after 0004. The column is added in place; waivers made before were approved by whoever made them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "requested_by",
                sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_waiver_requested_by"), ["requested_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_waiver_requested_by"),
            "person",
            ["requested_by"],
            ["email"],
            initially="DEFERRED",
            deferrable=True,
        )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_waiver_requested_by"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_waiver_requested_by"))
        batch_op.drop_column("requested_by")
