"""The tables of data categories, groups of data subjects and purposes."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.db.aggregate import Aggregate, link
from app.db.types import Json, key_text
from app.domain.catalogue import records
from app.kernel.records import LINE


def _vocabulary_key() -> Mapped[str]:
    """The primary key of a kind that is known by a key of the vocabulary."""
    return mapped_column(key_text(100), primary_key=True)


class Category(Aggregate):
    """A category of personal data."""

    __tablename__ = "category"
    __record__ = records.Category
    __kind__ = "category"
    __key__ = "key"

    key: Mapped[str] = _vocabulary_key()
    label: Mapped[str | None] = mapped_column(String(LINE))
    parent: Mapped[str | None] = link("category.key")
    description: Mapped[str | None] = mapped_column(Text)
    identifiability: Mapped[str] = mapped_column(String(30))
    sensitivity: Mapped[list[str]] = mapped_column(Json)
    bk_pii: Mapped[bool]
    fides: Mapped[str | None] = mapped_column(String(LINE))
    dpv: Mapped[str | None] = mapped_column(String(LINE))
    builtin: Mapped[bool]
    archived: Mapped[bool] = mapped_column(index=True)


class Subject(Aggregate):
    """A group of data subjects."""

    __tablename__ = "subject"
    __record__ = records.Subject
    __kind__ = "subject"
    __key__ = "key"

    key: Mapped[str] = _vocabulary_key()
    label: Mapped[str | None] = mapped_column(String(LINE))
    description: Mapped[str | None] = mapped_column(Text)
    is_minor: Mapped[bool]
    is_consumer: Mapped[bool]
    is_employee: Mapped[bool]
    residency: Mapped[list[str]] = mapped_column(Json)
    builtin: Mapped[bool]
    archived: Mapped[bool] = mapped_column(index=True)


class Purpose(Aggregate):
    """A purpose of processing."""

    __tablename__ = "purpose"
    __record__ = records.Purpose
    __kind__ = "purpose"
    __key__ = "key"

    key: Mapped[str] = _vocabulary_key()
    label: Mapped[str | None] = mapped_column(String(LINE))
    description: Mapped[str | None] = mapped_column(Text)
    policy_code: Mapped[str | None] = mapped_column(String(12), index=True)
    marketing: Mapped[bool]
    legal_basis: Mapped[dict[str, str]] = mapped_column(Json)
    generic_text: Mapped[bool]
    fides: Mapped[str | None] = mapped_column(String(LINE))
    dpv: Mapped[str | None] = mapped_column(String(LINE))
    builtin: Mapped[bool]
    archived: Mapped[bool] = mapped_column(index=True)
