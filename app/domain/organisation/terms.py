"""Vocabulary of the organisation: kinds of entity, legal regimes, the scope of the promise."""

from app.kernel.regimes import Regime
from app.kernel.words import Term

__all__ = ["EntityKind", "PromiseScope", "Regime"]


class EntityKind(Term):
    """What a legal entity is to the organisation."""

    SELF = "self", "Own legal entity"
    AFFILIATE = "affiliate", "Affiliate"
    EXTERNAL = "external", "External legal entity"


class PromiseScope(Term):
    """Which flows the confidentiality promise of the notice (sentence 16) is read to cover."""

    ALL = "all", "Every third party"
    AGGREGATE = "aggregate", "Only flows declared aggregate"
