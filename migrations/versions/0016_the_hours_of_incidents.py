"""At what time of day a third party knew of an incident, told us, and the authority was told.

Revision 0016, after 0015.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_COLUMNS = ("aware_third_party_time", "notified_us_time", "notified_sa_time")


def upgrade() -> None:
    """Bring the tables to this revision."""
    for name in _COLUMNS:
        op.add_column("third_party_incident", sa.Column(name, sa.String(length=5), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    for name in reversed(_COLUMNS):
        op.drop_column("third_party_incident", name)
