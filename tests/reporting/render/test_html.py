import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from app.reporting.render.html import html, source
from app.reporting.snapshot.schema.frame import Snapshot
from tests.reporting import extremes, kinds, samples

KINDS = kinds.HOSTILE


class Shape(HTMLParser):
    """The tags of a document in order, with the attributes that make them act."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, " ".join(sorted(name for name, _ in attrs))))

    def handle_endtag(self, tag: str) -> None:
        self.tags.append((f"/{tag}", ""))


def shape(make: Callable[[], Snapshot]) -> list[tuple[str, str]]:
    """The tags of the document that *make*'s snapshot gives."""
    snapshot = make()
    return Shape(
        source(snapshot, samples.seal(snapshot, issued_by=extremes.HOSTILE[0]), contents=True).html
    ).tags


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_adds_and_hides_no_element(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = Counter(shape(KINDS[kind]))
    harmless = [f"Harmless name number {number}" for number in range(len(extremes.HOSTILE))]
    monkeypatch.setattr(extremes, "HOSTILE", harmless)
    for name in ("hostile_dossiers", "hostile_context"):
        monkeypatch.setattr(getattr(extremes, name), "__defaults__", (harmless,))
    # Counted, since a kind may sort by name.
    assert hostile == Counter(shape(KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_document_for_a_browser_fetches_nothing_and_allows_only_its_own_style(kind: str) -> None:
    snapshot = KINDS[kind]()
    page = html(snapshot, samples.seal(snapshot))
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    hashed = base64.b64encode(hashlib.sha256(style[0].encode()).digest()).decode()
    assert re.findall(r'Content-Security-Policy" content="([^"]*)"', page) == [
        f"default-src &#39;none&#39;; style-src &#39;sha256-{hashed}&#39;"
    ]
    acting = {"src", "srcset", "style", "onload", "onerror", "data", "action", "poster"}
    used = {name for _, names in Shape(page).tags for name in names.split()}
    assert used & acting == set()
    assert set(re.findall(r'href="(.)', page)) <= {"#"}


def test_every_kind_says_when_there_is_nothing_to_show() -> None:
    said = {}
    for make in kinds.EMPTY.values():
        snapshot = make()
        page = source(snapshot, samples.seal(snapshot), contents=False).html
        said[snapshot["kind"]] = re.findall(r'<p class="none">(.*?)</p>', page)
    assert [kind for kind, words in said.items() if not words] == []
    shown = ("board", "register", "inventory", "transfers", "ropa", "vendor")
    assert {kind: list(dict.fromkeys(said[kind])) for kind in shown} == {
        "board": [
            "No figure was evaluated.",
            "No critical finding is open.",
            "Nothing in the register asks for a decision of the board.",
            "No finding is open.",
            "No agreement that active flows rest on asks for a decision.",
        ],
        "register": ["No third party is recorded."],
        "inventory": [
            "No line is in the perimeter.",
            "No gate is open.",
            "None.",
            "No agreement is recorded in the perimeter of the transaction.",
            "No line of the schedule asks for a consent or a notice.",
            "No flow in the perimeter is recorded that leaves such an area.",
            "No sub-processor is recorded for a counterparty of Part E.",
            "No transitional service, shared agreement or custody is recorded.",
            "No version of a privacy notice is recorded.",
            "No incident of that time is recorded.",
            "No executed paper of Part E is on file.",
            "No version of the notice is recorded for these data.",
        ],
        "transfers": [
            "No active flow of personal data leaves the area of a regime that is evaluated.",
            "No transfer out of the area of a regime evaluated is recorded.",
            "Nothing on which a transfer rests ends within 180 days, as recorded.",
            "No sub-processor in use is recorded.",
            "No transfer rests on an adequacy decision, as recorded.",
            "None: a country is recorded for each active flow of personal data.",
        ],
        "ropa": [
            "No processing activity is recorded.",
            "No activity is recorded of which the organisation is the controller.",
            "None: each recorded activity is the organisation’s own.",
            "No data category of an activity is recorded.",
            "No active flow of an activity is recorded.",
        ],
        "vendor": [
            "No contact is recorded.",
            "No flow of data is recorded.",
            "No agreement is recorded.",
            "No clause has been assessed.",
            "No transfer out of the area of a regime evaluated is recorded.",
            "No sub-processor is recorded; whether there is one only the third party knows.",
            "No evidence is recorded.",
            "No incident is recorded.",
            "No review is recorded.",
            "No finding is open.",
            "No waiver is recorded.",
            "No entry of the trail concerns it.",
        ],
    }


def test_a_filtered_register_says_what_it_shows_of_how_many() -> None:
    snapshot = samples.collect_register([], samples.context(), [], parameters={"role": "Processor"}, total=12)
    page = source(snapshot, samples.seal(snapshot), contents=False).html
    assert "0 of 12 third parties; role: Processor" in page
    assert "No third party is recorded that the filters let through." in page


def test_a_right_to_left_name_leaves_the_words_beside_it_in_their_order() -> None:
    snapshot = extremes.hostile_findings()
    page = source(snapshot, samples.seal(snapshot), contents=False).html
    named = f"\u2068{extremes.HOSTILE[4]}\u2069"
    assert f"</span> {named} set the owner: {named} <span" in page
