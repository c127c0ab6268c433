"""Calendars by RFC 5545."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.icalendar import Happening, calendar, escaped, folded

AT = dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC)


def test_an_event_takes_the_whole_day():
    text = calendar("Deals; all", [Happening("u1", dt.date(2026, 12, 31), "Closing, at last")], AT).decode()
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert "X-WR-CALNAME:Deals\\; all\r\n" in text
    assert (
        "BEGIN:VEVENT\r\nUID:u1\r\nDTSTAMP:20261122T103000Z\r\nDTSTART;VALUE=DATE:20261231\r\n"
        "DTEND;VALUE=DATE:20270101\r\nSUMMARY:Closing\\, at last\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    ) in text
    assert text.endswith("END:VCALENDAR\r\n")


def test_the_last_day_of_the_calendar_is_a_day_like_others():
    assert b"DTSTART;VALUE=DATE:99991231" in calendar("x", [Happening("u", dt.date.max, "End")], AT)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs",), exclude_characters="\r\n")))
def test_a_line_is_folded_into_short_pieces_and_unfolds_to_itself(line):
    pieces = list(folded(line))
    assert all(len(piece) <= 75 for piece in pieces)
    assert all(piece.startswith(b" ") for piece in pieces[1:])
    assert (pieces[0] + b"".join(piece[1:] for piece in pieces[1:])).decode() == line


@given(st.text(alphabet=st.sampled_from("a,;\\\n\r ")))
def test_an_escaped_text_is_one_line_and_no_bare_separator(text):
    said = escaped(text)
    assert "\n" not in said
    assert "\r" not in said
    bare = said.replace("\\\\", "").replace("\\,", "").replace("\\;", "").replace("\\n", "")
    assert not set(bare) & set(",;\\")
