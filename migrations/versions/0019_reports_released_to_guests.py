"""Which reports of a deal were released to its guests, by whom and when; none is until a member says so.

Revision 0019, after 0018.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "report_release",
        sa.Column("report", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["report"], ["report.number"], name=op.f("fk_report_release_report")),
        sa.PrimaryKeyConstraint("report", name=op.f("pk_report_release")),
    )


def downgrade() -> None:
    """Go back to the revision before."""
    op.drop_table("report_release")
