"""How values must be written."""

import pytest

from app.kernel import spelling


@pytest.mark.parametrize("text", ["Schau\u200bkasten", "\u202eexe.fdp", "a\u2066b", "\ufeffname"])
def test_a_line_with_characters_that_deceive_the_eye_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="invisible characters"):
        spelling.one_line(text)


@pytest.mark.parametrize("text", ["شركة التوصيل", "می\u200cخواهم", "👩\u200d💻 Söhne", "株式会社"])
def test_scripts_and_emoji_are_lines_like_others(text: str) -> None:
    assert spelling.one_line(text) == text


@pytest.mark.parametrize(
    "text", ["javascript:alert(1)", "not a domain <x>", "http://a.example", "localhost", "a..b"]
)
def test_what_is_no_domain_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an internet domain"):
        spelling.domain(text)


def test_a_domain_is_kept_in_lower_case() -> None:
    assert spelling.domain("Shop.Joyería-Lumen.example") == "shop.joyería-lumen.example"


@pytest.mark.parametrize("text", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a web address"):
        spelling.web_address(text)


@pytest.mark.parametrize(
    "text", ["https://lumen.example/privacy", "lumen.example/privacy", "lumen.example:8443/p"]
)
def test_web_addresses_are_kept(text: str) -> None:
    assert spelling.web_address(text) == text
