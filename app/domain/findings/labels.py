"""The words of the organisation's vocabulary in a finding's sentence."""

from collections.abc import Iterable, Mapping

from app.domain.catalogue.records import Category, Purpose, Subject
from app.kernel.words import listing

Vocabulary = Mapping[str, Category] | Mapping[str, Purpose] | Mapping[str, Subject]


def label_of(key: str, vocabulary: Vocabulary) -> str:
    """The label of *key* in *vocabulary*, or the key itself where it has none."""
    known = vocabulary.get(key)
    return (known.label if known else None) or key


def labelled(keys: Iterable[str], vocabulary: Vocabulary) -> str:
    """The labels of *keys* as running text."""
    return listing([label_of(key, vocabulary) for key in keys])
