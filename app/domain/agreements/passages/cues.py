"""What a clause gives itself away by: words, turns of phrase and headings, each with a weight.

Written in our own words from the law and from contract practice, in English only. Dated, so that a figure measured
on one state of it is not taken for another's.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

DATED = dt.date(2026, 11, 22)
"""When the cues were last changed."""

_SHORTHAND = {
    "<sub>": r"(?:sub-?processors?|sub-?contractors?|other processors?|another processor)",
    "<data>": r"(?:(?:personal|customer|company|protected|processed|client|user) (?:\w+ )?(?:data|information)|data)",
    "<info>": r"(?:confidential (?:information|material)s?|information|personal data)",
    "<person>": r"(?:data subjects?|individuals?|consumers?|natural persons?)",
    "<ours>": r"(?:controller|customer|client|business|company|data exporter|disclosing party)",
    "<law>": (
        r"(?:applicable (?:\w+ ){0,3}laws?|data protection (?:laws?|legislation|requirements)"
        r"|gdpr|ccpa|u\.?s\.? privacy laws?)"
    ),
    "<breach>": r"(?:(?:personal )?data (?:breach|incident)(?:es|s)?|security (?:incident|breach)(?:es|s)?)",
    "<tell>": r"(?:notif\w+|inform(?:s|ed|ing)?|advise|alert|report)",
    "~": r"[^.;]{0,120}?",
}


@dataclass(frozen=True)
class Cue:
    """A turn of phrase: how strongly it speaks for a clause, or against it where the weight is below nought."""

    weight: float
    phrase: str

    def found(self, text: str) -> re.Match[str] | None:
        """The first place of the phrase in *text*."""
        return compiled(self.phrase).search(text)


@dataclass(frozen=True)
class Cues:
    """All that a clause is looked for by: ``words`` are counted, ``heading`` is looked for in what stands above."""

    key: str
    words: str
    heading: str
    phrases: tuple[Cue, ...]


def cues(key: str, words: str, heading: str, *phrases: tuple[float, str]) -> Cues:
    """The cues of the clause *key*."""
    return Cues(key, words, heading, tuple(Cue(weight, phrase) for weight, phrase in phrases))


def renamed(key: str, of: Cues, extra: Sequence[tuple[float, str]] = ()) -> Cues:
    """The cues *of* another clause that asks for the same, under *key*, and with some *extra*."""
    return Cues(
        key, of.words, of.heading, of.phrases + tuple(Cue(weight, phrase) for weight, phrase in extra)
    )


@cache
def compiled(phrase: str) -> re.Pattern[str]:
    """*phrase* as a pattern: shorthand spelled out, a space for any white space, a hyphen with or without a break."""
    for short, long in _SHORTHAND.items():
        phrase = phrase.replace(short, long)
    phrase = phrase.replace("'", "['’]").replace("-?", "[-‐–]?\\s*").replace(" ", "\\s+")
    return re.compile(rf"(?<!\w)(?:{phrase})", re.IGNORECASE)
