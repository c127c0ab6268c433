import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.notices.sentences import Sentence, split

LUMEN = """JOYERÍA LUMEN LOOKS AFTER WHAT CUSTOMERS ENTRUST TO IT. Your privacy matters to us. Joyería \
Lumen learns about you from its shop on the web, from social networks, from e-mail, from your \
account and from other channels, to serve you well, to send what you ordered and to tell you of \
Lumen’s new pieces and offers. To stop such messages, write to privacy@joyeria-lumen.example \
with remove as the subject.

\u00a0

What you tell us is used in order:

\u00a0

  • to finish your purchase
  • to do what you asked of us
  • to tell you where your order is
  • to learn what you like, so that we can tell you of pieces that may please you.
  • to warn you if a piece you bought is recalled.
  • to choose, serve and sell better.
  • to reach you by e-mail, letter, telephone or text message about an order or anything else of interest.

\u00a0

Your name is neither sold nor passed to any company or agency outside our group, save as written \
here. Still, some of it may be shared where the running of the site calls for it. Whoever uses the \
site or buys from it accepts this. Whoever does not must not use it. Nobody under eighteen may give \
us personal data. Children should ask a parent to order.

\u00a0

Data that do not name you, such as your IP address and the pages that you open (Aggregate Data), \
serve us to:

\u00a0

  • Find faults in our site and servers, and run the site
  • Make the site’s services better.
  • Keep a database of customer data
  • Sending e-mails
  • Look after customers and help Joyería Lumen S.L. grow as a business.

\u00a0

For this we may call in others. Aggregate Data may also show who visits us and how the site is used. \
That helps us to shape the site. But those others had to promise to keep everything confidential and \
to use it only to do their work for us.

\u00a0

Should the business change hands, by merger, by takeover or by the sale of all or some of its \
assets, your data will probably go with it.

\u00a0

Sadly, nothing sent over the Internet is 100% safe. While we take every reasonable step to keep what \
you send safe. As the Internet is open, you send it at your own risk.

\u00a0

We may also disclose personal data where the law asks for it or to look into conduct that we find \
improper. Our pages may link to others, and others to ours. That does not mean that we stand behind \
them. What they do with data is their affair, and the links are a mere convenience."""
"""Of the same shape as the notice that the product was asked for: 24 sentences, lists at 5 and 12."""


def leads(text):
    return [sentence.lead for sentence in split(text)]


def test_the_notice_has_24_sentences_and_its_lists_at_5_and_12():
    sentences = split(LUMEN)

    assert [sentence.number for sentence in sentences] == list(range(1, 25))
    assert {sentence.number: len(sentence.items) for sentence in sentences if sentence.items} == {5: 7, 12: 5}


@pytest.mark.parametrize(
    ("number", "beginning"),
    [
        (4, "To stop such messages"),
        (5, "What you tell us"),
        (6, "Your name is neither sold"),
        (10, "Nobody under eighteen"),
        (12, "Data that do not name you"),
        (13, "For this we may call in others"),
        (16, "But those others had to promise"),
        (17, "Should the business change hands"),
        (20, "As the Internet is open"),
        (21, "We may also disclose"),
        (24, "What they do with data"),
    ],
)
def test_each_provision_stands_at_its_number(number, beginning):
    assert split(LUMEN)[number - 1].lead.startswith(beginning)


def test_a_list_is_written_with_the_sentence_that_introduces_it():
    fifth = split(LUMEN)[4]

    assert fifth.text.splitlines()[:2] == ["What you tell us is used in order:", "• to finish your purchase"]


@pytest.mark.parametrize(
    "copied",
    [
        LUMEN.replace("\n", "\r\n"),
        LUMEN.replace("•", "-"),
        LUMEN.replace("  • ", "*\t"),
        LUMEN.replace("•", "•\n"),
        "\ufeff" + LUMEN.replace("\u00a0", ""),
        "\n".join(line for line in LUMEN.splitlines() if line.strip()),
        "\n".join(textwrap.fill(line, 72, subsequent_indent="    ") for line in LUMEN.splitlines()),
    ],
    ids=["CRLF", "dashes", "stars", "lone bullets", "byte-order mark", "no blank lines", "hard wraps"],
)
def test_the_numbers_do_not_depend_on_how_the_text_was_copied(copied):
    assert split(copied) == split(LUMEN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        ("\n \u00a0\n", []),
        ("No full stop", ["No full stop"]),
        ("Write to a@b.example. We answer.", ["Write to a@b.example.", "We answer."]),
        ("See Art. 6 and No. 5 of it. Then ask.", ["See Art. 6 and No. 5 of it.", "Then ask."]),
        ("Ask e.g. Lumen Inc. in Spain.", ["Ask e.g. Lumen Inc. in Spain."]),
        ("We are Lumen S.L. We sell rings.", ["We are Lumen S.L.", "We sell rings."]),
        ("J. Perla answers. He is 3.5 km away.", ["J. Perla answers.", "He is 3.5 km away."]),
        ("¿Quién? ¡Nosotros! Y usted.", ["¿Quién?", "¡Nosotros!", "Y usted."]),
        ("He said “Yes.” She left (at last.) Good.", ["He said “Yes.”", "She left (at last.)", "Good."]),
        ("我们重视隐私。您可以退订！", ["我们重视隐私。", "您可以退订！"]),
        ("Your choices\nYou may object at any time, by letter or by e-mail.", None),
    ],
)
def test_a_sentence_ends_where_a_reader_would_end_it(text, expected):
    if expected is None:
        expected = text.splitlines()
    assert leads(text) == expected


def test_items_that_nothing_introduces_are_sentences_of_their_own():
    assert leads("All is said.\n• Rings\n• Pearls") == ["All is said.", "Rings", "Pearls"]


def test_letters_of_a_numbered_list_are_kept_since_people_cite_them():
    assert split("We use it to:\n(a) sell; and\n(b) send.")[0].items == ("(a) sell; and", "(b) send.")


def test_an_item_that_runs_over_two_lines_is_one():
    assert split("We use it to:\n• sell, repair and\n  value rings\n• send.")[0].items == (
        "sell, repair and value rings",
        "send.",
    )


WORD = st.text("abcdefghijklmnopqrstuvwxyzáñß", min_size=7, max_size=12)
WORDS = st.lists(WORD, min_size=2, max_size=12).map(" ".join)
CLOSED = st.builds(lambda words, end: words.capitalize() + end, WORDS, st.sampled_from([".", "!", "?", ".”"]))
LIST = st.tuples(WORDS.map(lambda words: f"{words.capitalize()}:"), st.lists(WORDS, min_size=1, max_size=5))
PARAGRAPH = st.one_of(st.lists(CLOSED, min_size=1, max_size=5), LIST)


def laid_out(paragraphs, bullet, newline, width):
    blocks = []
    for paragraph in paragraphs:
        if isinstance(paragraph, tuple):
            lead, items = paragraph
            lines = [lead, "", *(f"  {bullet} {item}" for item in items)]
        else:
            lines = [textwrap.fill(" ".join(paragraph), width) if width else " ".join(paragraph)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks).replace("\n", newline)


def expected_of(paragraphs):
    pairs = []
    for paragraph in paragraphs:
        if isinstance(paragraph, tuple):
            pairs.append((paragraph[0], tuple(paragraph[1])))
        else:
            pairs.extend((lead, ()) for lead in paragraph)
    return tuple(Sentence(number, lead, items) for number, (lead, items) in enumerate(pairs, 1))


@given(
    st.lists(PARAGRAPH, max_size=6),
    st.sampled_from("•-*◦"),
    st.sampled_from(["\n", "\r\n", "\u2028"]),
    st.sampled_from([0, 60, 100]),
)
def test_any_layout_of_the_same_words_gives_the_same_sentences(paragraphs, bullet, newline, width):
    assert split(laid_out(paragraphs, bullet, newline, width)) == expected_of(paragraphs)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
def test_no_word_is_lost_and_none_is_added(text):
    kept = "".join(character for character in "".join(leads_and_items(text)) if character.isalnum())

    assert kept == "".join(character for character in text if character.isalnum())


@given(st.lists(PARAGRAPH, max_size=4).map(lambda paragraphs: laid_out(paragraphs, "•", "\n", 0)))
def test_splitting_what_was_split_changes_nothing(text):
    sentences = split(text)

    assert split("\n\n".join(sentence.text for sentence in sentences)) == sentences


def leads_and_items(text):
    for sentence in split(text):
        yield sentence.lead
        yield from sentence.items
