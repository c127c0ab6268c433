"""What a register file may not be, before anybody looks at its rows."""

import pytest

from app.importing.json_text import read_object
from app.kernel.errors import Invalid


def refusal(data: bytes) -> str:
    with pytest.raises(Invalid) as raised:
        read_object(data)
    assert raised.value.pointers().keys() == {""}
    return raised.value.sentence


def test_an_object_is_read_with_and_without_a_byte_order_mark() -> None:
    assert read_object('{"name": "Joyería"}'.encode()) == {"name": "Joyería"}
    assert read_object('{"name": "Joyería"}'.encode("utf-8-sig")) == {"name": "Joyería"}


def test_other_encodings_are_refused_with_the_line() -> None:
    said = "The file is not UTF-8 text: line 2 has a byte that cannot be read."
    assert refusal('{\n"name": "Joyería"}'.encode("latin-1")) == said


def test_what_is_no_json_is_refused_with_its_place() -> None:
    assert refusal(b'{"name":\n 1,}').startswith("The file is not JSON at line 2, column ")
    assert refusal(b"").startswith("The file is not JSON at line 1, column 1: ")


@pytest.mark.parametrize("data", [b"[]", b"1", b'"text"', b"null"])
def test_json_that_is_no_object_is_refused(data: bytes) -> None:
    assert refusal(data) == "The file must hold one JSON object."


def test_endless_nesting_is_refused() -> None:
    assert refusal(b'{"a":' * 100_000) == "The file is nested too deeply: correct it."


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_words_that_are_no_json_numbers_are_refused(number: str) -> None:
    said = f"“{number}” is not a number that JSON knows: write a number, or null."
    assert refusal(f'{{"a": {number}}}'.encode()) == said


def test_a_number_of_thousands_of_digits_is_refused() -> None:
    said = "The file has a number with thousands of digits: correct it."
    assert refusal(b'{"a": ' + b"9" * 5_000 + b"}") == said


def test_a_name_given_twice_is_refused_since_one_of_them_would_be_lost() -> None:
    said = "The name “flows” stands twice in one object of the file: remove one of the two."
    assert refusal(b'{"flows": [], "people": [], "flows": [1]}') == said
    assert "“name” stands twice" in refusal(b'{"people": [{"name": "a", "name": "b"}]}')
