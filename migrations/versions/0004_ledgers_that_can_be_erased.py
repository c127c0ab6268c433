"""Ledgers whose hashes can be erased, windows to object, the breach clock, what a notice says and lacks.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table("revision") as batch:
        batch.add_column(sa.Column("commitments", JSON, nullable=True))
    with op.batch_alter_table("organisation") as batch:
        batch.add_column(
            sa.Column("ledger_retention_months", sa.Integer(), nullable=False, server_default="36")
        )
    with op.batch_alter_table("organisation") as batch:
        batch.alter_column("ledger_retention_months", existing_type=sa.Integer(), server_default=None)
    with op.batch_alter_table("preference") as batch:
        batch.add_column(sa.Column("subjects_count", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
    with op.batch_alter_table("disclosure") as batch:
        batch.add_column(sa.Column("subject_refs", JSON, nullable=False, server_default=sa.text("'[]'")))
        batch.add_column(sa.Column("subjects_count", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("decision", sa.String(length=30), nullable=True))
        batch.add_column(sa.Column("erased_on", sa.Date(), nullable=True))
    with op.batch_alter_table("disclosure") as batch:
        batch.alter_column("subject_refs", existing_type=JSON, server_default=None)
    with op.batch_alter_table("third_party_sub_processor") as batch:
        batch.add_column(sa.Column("objection_days", sa.Integer(), nullable=True))
    with op.batch_alter_table("third_party_incident") as batch:
        batch.add_column(sa.Column("sa_not_needed", sa.Text(), nullable=True))
        batch.add_column(sa.Column("subjects_notified_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("closed_on", sa.Date(), nullable=True))
    op.create_table(
        "notice_statement",
        sa.Column(
            "notice",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=30), nullable=False),
        sa.Column("sentence_no", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice"], ["notice.ref"], name=op.f("fk_notice_statement_notice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("notice", "position", name=op.f("pk_notice_statement")),
        sa.UniqueConstraint("notice", "key", name=op.f("uq_notice_statement_notice")),
    )


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("notice_statement")
    with op.batch_alter_table("third_party_incident") as batch:
        for name in ("closed_on", "subjects_notified_on", "sa_not_needed"):
            batch.drop_column(name)
    with op.batch_alter_table("third_party_sub_processor") as batch:
        batch.drop_column("objection_days")
    with op.batch_alter_table("disclosure") as batch:
        for name in ("erased_on", "decision", "subjects_count", "subject_refs"):
            batch.drop_column(name)
    with op.batch_alter_table("preference") as batch:
        for name in ("erased_on", "subjects_count"):
            batch.drop_column(name)
    with op.batch_alter_table("organisation") as batch:
        batch.drop_column("ledger_retention_months")
    with op.batch_alter_table("revision") as batch:
        batch.drop_column("commitments")
