"""A register file with one planted breach for each rule on the register, and its mended twin.

:mod:`tests.breaches.blocks` makes what is clean: a third party with its entity, agreements and flow. Each *plant* in
the modules beside it takes such a block and breaks one thing in it, or leaves it mended; it says which finding follows.
"""

from tests.breaches import agreements, clauses, notices, records  # noqa: F401 -- registers every plant
from tests.breaches.blocks import ON, PLANTS, Planted, register, without_a_notice

__all__ = ["ON", "PLANTS", "Planted", "register", "without_a_notice"]
