"""Reading a stored document once and answering from memory after."""

from collections.abc import Iterator

import pytest

from app.domain.agreements.passages import reading
from app.infra.media import TYPES
from app.kernel.errors import Invalid

TEXT = (
    b"1.1 The supplier shall process personal data only on documented instructions.\f"
    b"2.1 The supplier permits audits and inspections by the customer."
)


@pytest.fixture(autouse=True)
def _afresh() -> Iterator[None]:
    reading.forget()
    yield
    reading.forget()


def test_a_document_gives_its_pages_and_suggestions_for_the_keys_asked() -> None:
    found = reading.read(TEXT, TYPES[".txt"], ["g28.a_instructions", "g28.h_audit"])
    assert len(found.pages) == 2
    assert list(found.suggestions) == ["g28.a_instructions", "g28.h_audit"]
    assert [suggestion.page for suggestion in found.suggestions["g28.h_audit"]] == [2]


def test_the_second_request_is_answered_from_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    first = reading.read(TEXT, TYPES[".txt"], ["g28.a_instructions"])

    def never(*_: object) -> tuple[str, ...]:
        raise AssertionError("read again")

    monkeypatch.setattr(reading, "pages_of", never)
    second = reading.read(TEXT, TYPES[".txt"], ["g28.a_instructions", "g28.h_audit"])
    assert second.pages is first.pages
    assert second.suggestions["g28.a_instructions"] is first.suggestions["g28.a_instructions"]


def test_a_file_that_cannot_be_read_is_tried_again_only_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []
    true = reading.pages_of

    def counted(data: bytes, media_type: str) -> tuple[str, ...]:
        tries.append(media_type)
        return true(data, media_type)

    monkeypatch.setattr(reading, "pages_of", counted)
    for _ in range(2):
        with pytest.raises(Invalid, match="holds no text"):
            reading.read(b"  \n", TYPES[".txt"], ["g28.h_audit"])
    assert tries == ["text/plain"]
    monkeypatch.setattr(reading, "_RETRY_SECONDS", -1)
    reading.forget()
    for _ in range(2):
        with pytest.raises(Invalid, match="holds no text"):
            reading.read(b"  \n", TYPES[".txt"], ["g28.h_audit"])
    assert tries == ["text/plain"] * 3


def test_the_oldest_documents_are_dropped_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_MOST_DOCUMENTS", 2)
    kept = [reading.read(b"Document number %d" % number, TYPES[".txt"], []) for number in range(3)]
    again = [reading.read(b"Document number %d" % number, TYPES[".txt"], []) for number in (2, 0)]
    assert again[0].pages is kept[2].pages
    assert again[1].pages is not kept[0].pages


def test_a_stored_document_is_loaded_only_when_it_is_not_kept() -> None:
    loaded = []

    def load() -> bytes:
        loaded.append(1)
        return TEXT

    for _ in range(2):
        found = reading.read_stored("ab" * 32, load, TYPES[".txt"], ["g28.h_audit"])
    assert loaded == [1]
    assert found.suggestions["g28.h_audit"][0].reference == "2.1"
