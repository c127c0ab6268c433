"""What holds for the source of every template: nothing inline, and every sign is drawn."""

import re
from pathlib import Path
from xml.etree import ElementTree

APP = Path(__file__).parents[3] / "app"
TEMPLATES = {str(path.relative_to(APP)): path.read_text("utf-8") for path in APP.glob("pages/**/*.html")}
DRAWN = {
    symbol.attrib["id"]
    for symbol in ElementTree.parse(APP / "static/icons/kit.svg").getroot()  # noqa: S314 -- our own file
    if symbol.tag.endswith("symbol")
}


def offenders(pattern: str) -> list[str]:
    return [f"{name}: {hit}" for name, text in TEMPLATES.items() for hit in re.findall(pattern, text)]


def test_no_template_needs_inline_styles_or_handlers() -> None:
    assert offenders(r"<[^>]*\sstyle\s*=") == []
    assert offenders(r"<style[\s>]") == []
    assert offenders(r"<[^>]*\son[a-z]+\s*=") == []
    assert offenders(r"javascript:") == []


def test_every_script_is_a_module_of_our_own_with_a_nonce() -> None:
    scripts = {hit for text in TEMPLATES.values() for hit in re.findall(r"<script[^>]*>", text)}

    assert [tag for tag in scripts if 'type="module"' not in tag] == []
    assert [tag for tag in scripts if "url_for('static'" not in tag] == []
    assert [tag for tag in scripts if 'nonce="{{ csp_nonce() }}"' not in tag] == []
    assert scripts != set()


def test_every_sign_that_a_template_names_is_drawn() -> None:
    named = {name for text in TEMPLATES.values() for name in re.findall(r'\bicon\("([a-z-]+)"', text)}
    named |= {name for text in TEMPLATES.values() for name in re.findall(r'\bsign="([a-z-]+)"', text)}

    assert named - DRAWN == set()


def test_every_place_in_the_navigation_has_a_sign() -> None:
    from app.pages.kit.navigation import PLACES

    assert {place.icon for _, places in PLACES for place in places} - DRAWN == set()


def carries_token(text: str, macro: str) -> bool:
    """Whether the macro *macro* of the template *text* writes the token."""
    body = re.search(rf"macro {macro}\(.*?endmacro", text, re.S)
    return body is not None and "csrf_token" in body[0]


def test_every_form_that_posts_carries_a_token() -> None:
    bare = [
        name
        for name, text in TEMPLATES.items()
        for form in re.findall(r'<form[^>]*method="post".*?</form>', text, re.S)
        if "csrf_token" not in form
        and not ("{{ hidden(" in form and carries_token(text, "hidden"))
        and 'input_type|default("") == "hidden"' not in form
        and "/verify/" not in name
    ]

    assert bare == []
