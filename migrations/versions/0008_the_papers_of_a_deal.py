"""Papers of a deal alone, which are no documents of the register that every reader sees.

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

POINTERS = (
    ("deal_item", "consent_document"),
    ("deal_certificate", "document"),
    ("deal_told", "document"),
)
"""The columns that named a document of the register and now name a paper of the deal."""


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "deal_paper",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("media_type", sa.String(length=200), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.Column(
            "by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("for_guests", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["person.email"], name=op.f("fk_deal_paper_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_paper_deal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_paper")),
        sa.UniqueConstraint("deal", "sha256", name=op.f("uq_deal_paper_deal")),
    )
    with op.batch_alter_table("deal_paper", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_paper_by"), ["by"], unique=False)
    for table, column in POINTERS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"fk_{table}_{column}"), type_="foreignkey")
            batch_op.drop_index(batch_op.f(f"ix_{table}_{column}"))


def downgrade() -> None:
    """Take this revision back."""
    for table, column in reversed(POINTERS):
        op.execute(sa.text(f'UPDATE {table} SET "{column}" = NULL'))
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_{column}"), [column], unique=False)
            batch_op.create_foreign_key(
                batch_op.f(f"fk_{table}_{column}"),
                "document",
                [column],
                ["sha256"],
                initially="DEFERRED",
                deferrable=True,
            )
    with op.batch_alter_table("deal_paper", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deal_paper_by"))
    op.drop_table("deal_paper")
