"""Invented names of companies, and places, drawn by chance."""

import random

_STARTS = (
    "Ab Al Bel Bor Bru Cal Cas Cor Dan Del Dor El Fal Fen Gal Gor Hal Hol Is Jas Kel Lar Lin Mar Mel Nor"
)
_MIDDLES = "a e i o u ara eri ola umi ade ino ave eto ira one usa ilo ema"
_ENDS = (
    "bia cor den dra fon gard lis mar nex pol quin ria sol tan val vex wick xia yle zon bert claro dine foss"
)
_TRADES = (
    "Analytics Cargo Cloud Couriers Data Desk Freight Gems Hosting Insurance Labs Ledger Logistics Mail Media "
    "Messaging Networks Parcel Payments Platform Services Software Studio Support Systems Works"
)
_MARKETS = "Andorra Austria Belgium France Germany Ireland Italy Poland Portugal Spain Sweden Switzerland"
_EUROPE = "ES ES ES DE FR IE NL PT SE AT IT PL"
_ELSEWHERE = "US US US GB GB IN BR CH"


class Names:
    """Names that nobody had before, as long as one asks the same object."""

    def __init__(self, chance: random.Random) -> None:
        """Draw by *chance*."""
        self._chance = chance
        self._given: set[str] = set()

    def next(self) -> str:
        """A company's name."""
        pick = self._word
        while True:
            name = f"{pick(_STARTS)}{pick(_MIDDLES)}{pick(_ENDS)}{pick(_ENDS)} {pick(_TRADES)}"
            if len(self._given) > 20_000:
                name = f"{pick(_STARTS)}{pick(_MIDDLES)}{pick(_ENDS)} {name}"
            if name not in self._given:
                self._given.add(name)
                return name

    def market(self) -> str:
        """A country that something is done for, by name."""
        return self._word(_MARKETS)

    def european(self) -> str:
        """A country of the European Union, by code."""
        return self._word(_EUROPE)

    def country(self) -> str:
        """A country in which a company may be established, by code."""
        return self.european() if self._chance.random() < 0.7 else self._word(_ELSEWHERE)

    def _word(self, words: str) -> str:
        return self._chance.choice(words.split())
