"""Words to keys: of a closed vocabulary, of the catalogue, of objects by name. What is near is suggested."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from app.importing import words
from app.importing.values.plain import folded
from app.kernel.words import Term

SURE = 92
"""The likeness, in per cent, from which a word is taken for a spelling of another without being asked."""
NEAR = 75
"""The likeness from which one is suggested."""
_SHORT = 5
"""Words shorter than this must be equal: a letter makes the difference."""
_PATIENCE = 2_000
"""Words that are compared with every other; beyond these, only equality counts."""


@dataclass
class Lexicon:
    """What words stand for which key. *choices* are keys with labels, in the order in which a person picks."""

    name: str
    label: str
    choices: Sequence[tuple[str, str]]
    keys: dict[str, str] = field(default_factory=dict)
    may_add: bool = False
    near: bool = True
    compared: int = 0
    _exact: frozenset[str] | None = None

    def known(self, word: str) -> str | None:
        """The key that *word* is, to the letter, or stands for: a key is nobody else's label."""
        if self._exact is None:
            self._exact = frozenset(key for key, _ in self.choices)
        return word if word in self._exact else self.keys.get(folded(word))

    def find(self, word: str) -> str | None:
        """The key that *word* stands for: known as it is, or near enough to one alone to be a spelling of it."""
        known = self.known(word)
        if known is not None:
            return known
        wanted = folded(word)
        self.compared += 1
        begun = self._beginning(wanted)
        if begun is not None:
            return begun
        return self._nearest(wanted, SURE) if self.near and self.compared <= _PATIENCE else None

    def _beginning(self, wanted: str) -> str | None:
        """The key of the longest word that *wanted* begins with: “email address of users” is an e-mail address."""
        parts = wanted.split()
        for count in range(min(len(parts) - 1, 5), 0, -1):
            begun = " ".join(parts[:count])
            if (count > 1 or len(begun) > 6) and self.near and self.may_add and begun in self.keys:
                return self.keys[begun]
        return None

    def within(self, text: str) -> str | None:
        """The key of the one term of a closed vocabulary that the running *text* names; none where it names several."""
        if self.may_add or not self.near:
            return None
        said = f" {folded(text)} "
        found = {key for word, key in self.keys.items() if len(word) > 2 and f" {word} " in said}
        return found.pop() if len(found) == 1 else None

    def suggest(self, word: str) -> str | None:
        """The key that *word* may stand for."""
        return self._nearest(folded(word), NEAR)

    def _nearest(self, wanted: str, cutoff: int) -> str | None:
        if len(wanted) < _SHORT or len(wanted) > 80:
            return None
        found = process.extractOne(wanted, self.keys.keys(), scorer=fuzz.ratio, score_cutoff=cutoff)
        return None if found is None or len(found[0]) < _SHORT else self.keys[found[0]]

    def label_of(self, key: str) -> str:
        """How *key* is called."""
        return dict(self.choices).get(key, key)

    def add(self, word: str, key: str) -> None:
        """Let *word* stand for *key* too, unless it stands for another."""
        if folded(word):
            self.keys.setdefault(folded(word), key)


def of_terms(vocabulary: type[Term], label: str) -> Lexicon:
    """The lexicon of a closed vocabulary: keys, labels, aliases, and how lists in five languages write them."""
    found = Lexicon(vocabulary.__name__, label, vocabulary.choices())
    for member in vocabulary:
        for word in (member.value, member.label, *member.aliases):
            found.add(word, member.value)
    for key, spellings in words.read("terms").get(vocabulary.__name__, {}).items():
        for word in spellings:
            found.add(word, key)
    return found


def of_entries(
    name: str,
    label: str,
    entries: Iterable[tuple[str, Sequence[str]]],
    *,
    may_add: bool = False,
    near: bool = True,
) -> Lexicon:
    """The lexicon of *entries*: a key, and the words for it, its label first; a word that two share stands for none."""
    every = list(entries)
    found = Lexicon(
        name, label, [(key, spellings[0]) for key, spellings in every], may_add=may_add, near=near
    )
    shared: set[str] = set()
    for key, spellings in every:
        for word in (key, *spellings):
            wanted = folded(word)
            if wanted and found.keys.setdefault(wanted, key) != key:
                shared.add(wanted)
    for word in shared - {folded(key) for key, _ in every}:
        del found.keys[word]
    return found


def of_catalogue(kind: str, label: str, entries: Iterable[Mapping[str, str | None]]) -> Lexicon:
    """The lexicon of one kind of the catalogue, with the words for what ships with the product."""
    spellings: dict[str, list[str]] = words.read("catalogue").get(kind, {})
    rows = []
    for entry in entries:
        key = str(entry["key"])
        said = [
            entry["label"] or key,
            *spellings.get(key, ()),
            entry.get("fides") or "",
            entry.get("dpv") or "",
        ]
        rows.append((key, [word for word in said if word]))
    found = Lexicon(kind, label, [(key, said[0]) for key, said in rows], may_add=True)
    # Labels count before other words, and what two entries share stands for the first.
    for key, said in rows:
        found.add(key, key)
        found.add(said[0], key)
    for key, said in rows:
        for word in said[1:]:
            found.add(word, key)
    for key, _ in rows:
        found.add(key.rpartition(".")[2], key)
    return found
