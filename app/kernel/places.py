"""Countries by ISO 3166 alpha-2 code; the areas that data-protection law draws around them."""

import functools

from babel import Locale

_NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"}

EEA = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE"}
    | {"IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""The European Economic Area: inside it the GDPR applies and no transfer takes place."""


@functools.cache
def countries(language: str = "en") -> dict[str, str]:
    """Code to name of every country in *language*, by Babel's CLDR data."""
    names = Locale.parse(language).territories
    return {
        code: name for code, name in sorted(names.items()) if len(code) == 2 and code not in _NOT_COUNTRIES
    }


def is_country(code: str) -> bool:
    """Whether *code* is an ISO 3166 alpha-2 code."""
    return code in countries()


def country_name(code: str, language: str = "en") -> str:
    """The name of *code*, or the code itself where it is unknown."""
    return countries(language).get(code, code)
