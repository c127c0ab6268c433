"""Cutting pages into passages."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.agreements.passages.segments import LONGEST, Span, segments, sentences

PAGES = (
    "1. SECURITY\n"
    "1.1 Measures. The supplier shall keep appropriate technical and organisational measures to\n"
    "protect the data.\n"
    "1.2 Sub-processors. The supplier shall at all times:\n"
    "(a) not engage a sub-processor without the customer's prior written approval; and\n"
    "(b) remain liable for the acts of each sub-processor that it\n",
    " 2 \nhas engaged.\n2. AUDIT\nThe customer may audit the supplier once a year on thirty days' notice.\n",
)


def test_each_numbered_clause_and_list_item_is_a_passage_under_its_heading() -> None:
    found = segments(PAGES)
    assert [(passage.heading, passage.number) for passage in found] == [
        ("1. SECURITY", "1.1"),
        ("1. SECURITY", "1.2"),
        ("1. SECURITY", "a"),
        ("1. SECURITY", "b"),
        ("2. AUDIT", ""),
    ]
    assert found[0].text == (
        "1.1 Measures. The supplier shall keep appropriate technical and organisational measures to protect the data."
    )


def test_a_passage_that_runs_over_the_page_stands_on_both_without_the_page_number() -> None:
    passage = segments(PAGES)[3]
    assert passage.text.endswith("each sub-processor that it has engaged.")
    first, second = passage.spans()
    assert PAGES[0][first.start : first.end].startswith("(b) remain liable")
    assert PAGES[1][second.start : second.end] == "has engaged."
    assert (first.page, second.page) == (1, 2)


def test_a_part_of_a_passage_is_found_on_its_page() -> None:
    passage = segments(PAGES)[0]
    start = passage.text.index("technical")
    (span,) = passage.spans(start, start + len("technical"))
    assert PAGES[0][span.start : span.end] == "technical"
    assert span.page == 1


def test_what_is_printed_on_most_pages_belongs_to_no_passage() -> None:
    body = "The supplier shall notify the customer of clause number {} without delay.\n"
    pages = [f"Confidential - ACME\n{body.format(number)}Page {number} of 4\n" for number in range(1, 5)]
    texts = [passage.text for passage in segments(pages)]
    assert texts == [body.format(number).strip() for number in range(1, 5)]


def test_defined_terms_and_paragraphs_after_blank_lines_stand_alone() -> None:
    page = (
        "“Affiliate” means a company under common control with a party to it.\n"
        "“Breach” means a breach of security that leads to loss of data.\n\n"
        "The parties agree that each of them bears its own costs in this matter.\n"
    )
    assert [passage.text[:11] for passage in segments([page])] == [
        "“Affiliate”",
        "“Breach” me",
        "The parties",
    ]


def test_a_long_paragraph_is_cut_at_the_end_of_a_sentence() -> None:
    words = "The supplier keeps all data in good order and returns them to the customer on request. " * 40
    found = segments([words])
    assert all(len(passage.text) <= LONGEST for passage in found)
    assert all(passage.text.endswith("request.") for passage in found)
    assert len(found) == 3


def test_abbreviations_and_bare_numbers_end_no_sentence() -> None:
    text = "iv. The rules of U.S. Privacy Law No. 5 apply to all of the data. The supplier keeps to them at all times."
    assert [text[start:end] for start, end in sentences(text)] == [
        "iv. The rules of U.S. Privacy Law No. 5 apply to all of the data.",
        "The supplier keeps to them at all times.",
    ]


def test_no_pages_and_empty_pages_have_no_passages() -> None:
    assert segments([]) == ()
    assert segments(["", " \n "]) == ()


@given(st.lists(st.text(alphabet="aB1. \n()“”•-", max_size=200), max_size=4))
def test_every_span_lies_on_its_page_and_holds_the_words_of_the_passage(pages: list[str]) -> None:
    for passage in segments(pages):
        pieces = [pages[span.page - 1][span.start : span.end] for span in passage.spans()]
        assert all(isinstance(span, Span) and 0 <= span.start < span.end for span in passage.spans())
        wanted = "".join(passage.text.split())
        held = "".join("".join(pieces).split())
        assert wanted == held or len(held) > len(wanted)
