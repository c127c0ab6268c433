"""Keyed hashes by which data subjects are known in the ledgers of opt-outs and disclosures.

Whoever lacks the key, which stands outside the database, cannot tell whose hash it is, nor try addresses against it.
Such a hash is still pseudonymous personal data (GDPR Art. 4(5)), so it is erased after a retention period.
"""

import re
import unicodedata

from app.security import tokens

_PHONE = re.compile(r"[+(]?[0-9][0-9 ().\-/]{4,}[0-9]")
_INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


def spelled(address: str) -> str:
    """*address* in the one spelling that is hashed; ``""`` for a blank one.

    E-mail addresses lose their case, a telephone number everything but its digits and the plus of its country, anything
    else (a customer number, a name with a street) case, width and runs of spaces.
    """
    text = " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", address)).split()).casefold()
    text = text.removeprefix("mailto:").removeprefix("tel:")
    if _PHONE.fullmatch(text):
        digits = re.sub(r"[^0-9]", "", text)
        return "+" + digits if text.startswith("+") else re.sub(r"^00", "+", digits)
    return text


def subject_hash(key: str, address: str) -> str:
    """The keyed hash of whoever is reached at *address* (an HMAC-SHA-256 in hexadecimal)."""
    return tokens.keyed(key, "subject:" + spelled(address))
