"""Parts of third parties that were taken out of their lists and can be put back.

Revision 0017, after 0016.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
_PARTS = ("contacts", "sub_processors", "evidence", "incidents", "reviews")


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "third_party_archived_part",
        sa.Column(
            "third_party",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column(
            "archived_by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        *(sa.Column(name, _JSON, nullable=True) for name in _PARTS),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["archived_by"],
            ["person.email"],
            name=op.f("fk_third_party_archived_part_archived_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["third_party"],
            ["third_party.ref"],
            name=op.f("fk_third_party_archived_part_third_party"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("third_party", "position", name=op.f("pk_third_party_archived_part")),
    )
    with op.batch_alter_table("third_party_archived_part", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_third_party_archived_part_archived_by"), ["archived_by"], unique=False
        )


def downgrade() -> None:
    """Take this revision back; what was taken out of the lists stays in the history alone."""
    op.drop_table("third_party_archived_part")
