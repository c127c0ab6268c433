"""When the perimeter of a deal was moved in the register.

Revision 0013, after 0012.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.add_column("deal", sa.Column("register_moved_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("deal", "register_moved_on")
