"""The course of a deal: parties, moves, remarks, scenarios, certificates, and what its people decided.

Revision 0003, after 0002. Columns are added in place and keep their server default: on SQLite, rebuilding the
table of deals would take their members, segments and lines along by the cascade.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table(
        "calendar_address",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "email",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["email"],
            ["person.email"],
            name=op.f("fk_calendar_address_email"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_calendar_address")),
    )
    with op.batch_alter_table("calendar_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calendar_address_email"), ["email"], unique=False)

    op.create_table(
        "deal_certificate",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column(
            "entity",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deal"], ["deal.ref"], name=op.f("fk_deal_certificate_deal"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.sha256"],
            name=op.f("fk_deal_certificate_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.ref"],
            name=op.f("fk_deal_certificate_entity"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_certificate")),
    )
    with op.batch_alter_table("deal_certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_certificate_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_certificate_entity"), ["entity"], unique=False)

    op.create_table(
        "deal_move",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("stage", sa.String(length=30), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("left_open", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["person.email"], name=op.f("fk_deal_move_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_move_deal"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_move")),
    )
    with op.batch_alter_table("deal_move", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_move_by"), ["by"], unique=False)

    op.create_table(
        "deal_party",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("part", sa.String(length=30), nullable=False),
        sa.Column(
            "entity",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("signatory", sa.String(length=200), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_party_deal"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["entity"],
            ["entity.ref"],
            name=op.f("fk_deal_party_entity"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_party")),
    )
    with op.batch_alter_table("deal_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_party_entity"), ["entity"], unique=False)

    op.create_table(
        "deal_remark",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=14), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("line", sa.String(length=14), nullable=True),
        sa.Column("to", sa.String(length=14), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "asked",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("mentions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("for_guests", sa.Boolean(), nullable=False),
        sa.Column(
            "settled_by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked"],
            ["person.email"],
            name=op.f("fk_deal_remark_asked"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["by"], ["person.email"], name=op.f("fk_deal_remark_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_remark_deal"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["person.email"],
            name=op.f("fk_deal_remark_settled_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_remark")),
        sa.UniqueConstraint("deal", "number", name=op.f("uq_deal_remark_deal")),
    )
    with op.batch_alter_table("deal_remark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_remark_asked"), ["asked"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_remark_by"), ["by"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_remark_settled_by"), ["settled_by"], unique=False)

    op.create_table(
        "deal_scenario",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "by",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=True,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("regimes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signing_on", sa.Date(), nullable=True),
        sa.Column("closing_on", sa.Date(), nullable=True),
        sa.Column("window_days", sa.Integer(), nullable=True),
        sa.Column("buyer_country", sa.String(length=2), nullable=True),
        sa.Column("buyer_same_business", sa.Boolean(), nullable=False),
        sa.Column("buyer_adopts_notice", sa.String(length=30), nullable=False),
        sa.Column("buyer_purposes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("data_standalone", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["by"], ["person.email"], name=op.f("fk_deal_scenario_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["deal"], ["deal.ref"], name=op.f("fk_deal_scenario_deal"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_scenario")),
        sa.UniqueConstraint("deal", "name", name=op.f("uq_deal_scenario_deal")),
    )
    with op.batch_alter_table("deal_scenario", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_scenario_by"), ["by"], unique=False)

    op.create_table(
        "deal_seen",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "person",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("remark", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_seen_deal"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person"], ["person.email"], name=op.f("fk_deal_seen_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("deal", "person", name=op.f("pk_deal_seen")),
    )
    op.create_table(
        "deal_told",
        sa.Column(
            "deal",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "third_party",
            sa.String(length=14).with_variant(sa.String(length=14, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("how", sa.String(length=200), nullable=True),
        sa.Column("document", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["deal"], ["deal.ref"], name=op.f("fk_deal_told_deal"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["document"],
            ["document.sha256"],
            name=op.f("fk_deal_told_document"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["third_party"],
            ["third_party.ref"],
            name=op.f("fk_deal_told_third_party"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("deal", "position", name=op.f("pk_deal_told")),
        sa.UniqueConstraint("deal", "third_party", name=op.f("uq_deal_told_deal")),
    )
    with op.batch_alter_table("deal_told", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deal_told_document"), ["document"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_told_third_party"), ["third_party"], unique=False)

    op.add_column(
        "deal",
        sa.Column(
            "perimeter_entities",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )
    op.add_column(
        "deal",
        sa.Column(
            "perimeter_activities",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )
    op.add_column(
        "deal",
        sa.Column(
            "perimeter_third_parties",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            server_default="[]",
        ),
    )
    op.add_column("deal", sa.Column("agreement_ref", sa.String(length=200), nullable=True))
    op.add_column("deal", sa.Column("schedule_no", sa.String(length=200), nullable=True))
    op.add_column("deal", sa.Column("four_eyes", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column(
        "deal", sa.Column("letters_name_buyer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("deal", sa.Column("letter_from", sa.String(length=200), nullable=True))
    op.add_column("deal", sa.Column("letter_note", sa.Text(), nullable=True))

    op.add_column("deal_diligence", sa.Column("recipient", sa.String(length=200), nullable=True))

    with op.batch_alter_table("deal_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "decided_by",
                sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("consent_document", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_deal_item_consent_document"), ["consent_document"], unique=False)
        batch_op.create_index(batch_op.f("ix_deal_item_decided_by"), ["decided_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_deal_item_consent_document"),
            "document",
            ["consent_document"],
            ["sha256"],
            initially="DEFERRED",
            deferrable=True,
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_deal_item_decided_by"),
            "person",
            ["decided_by"],
            ["email"],
            initially="DEFERRED",
            deferrable=True,
        )

    op.add_column(
        "deal_member", sa.Column("handing", sa.String(length=30), nullable=False, server_default="papers")
    )

    op.add_column("deal_segment", sa.Column("band_signing", sa.String(length=30), nullable=True))
    op.add_column("deal_segment", sa.Column("band_closing", sa.String(length=30), nullable=True))
    op.add_column("deal_segment", sa.Column("opt_outs", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    op.drop_column("deal_segment", "opt_outs")
    op.drop_column("deal_segment", "band_closing")
    op.drop_column("deal_segment", "band_signing")

    op.drop_column("deal_member", "handing")

    with op.batch_alter_table("deal_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_deal_item_decided_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_deal_item_consent_document"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_deal_item_decided_by"))
        batch_op.drop_index(batch_op.f("ix_deal_item_consent_document"))
        batch_op.drop_column("consent_document")
        batch_op.drop_column("decided_at")
        batch_op.drop_column("decided_by")

    op.drop_column("deal_diligence", "recipient")

    op.drop_column("deal", "letter_note")
    op.drop_column("deal", "letter_from")
    op.drop_column("deal", "letters_name_buyer")
    op.drop_column("deal", "four_eyes")
    op.drop_column("deal", "schedule_no")
    op.drop_column("deal", "agreement_ref")
    op.drop_column("deal", "perimeter_third_parties")
    op.drop_column("deal", "perimeter_activities")
    op.drop_column("deal", "perimeter_entities")

    op.drop_table("deal_told")
    op.drop_table("deal_seen")
    op.drop_table("deal_scenario")
    op.drop_table("deal_remark")
    op.drop_table("deal_party")
    op.drop_table("deal_move")
    op.drop_table("deal_certificate")
    op.drop_table("calendar_address")
