"""Which terms a member of a deal accepted, and when.

Revision 0015, after 0014.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("deal_member", sa.Column("terms_accepted", sa.String(length=20), nullable=True))
    op.add_column("deal_member", sa.Column("terms_accepted_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("deal_member", "terms_accepted_at")
    op.drop_column("deal_member", "terms_accepted")
