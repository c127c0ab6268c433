"""Rows of an import of which something is left out, marked so that they can be looked through by themselves.

Revision 0018, after 0017.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("import_row") as batch:
        batch.add_column(sa.Column("warned", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("import_row") as batch:
        batch.alter_column("warned", existing_type=sa.Boolean(), server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    with op.batch_alter_table("import_row") as batch:
        batch.drop_column("warned")
