import pytest

from app.reporting.render.legible import abridged, legible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Plain & <b>", "Plain & <b>"),
        ("Crème brûlée – 測試 💎", "Crème brûlée – 測試 💎"),
        ("gift\u202efdp.exe", "gift⟨U+202E⟩fdp.exe"),
        ("a\u200bb\ufeffc", "a⟨U+200B⟩b⟨U+FEFF⟩c"),
        ("a\u0085b\u2028c\r\nd", "a\nb\nc\nd"),
        ("\ue000\U0010ffff\U000e0fff", "⟨U+E000⟩⟨U+10FFFF⟩⟨U+E0FFF⟩"),
        ("family 👩\u200d👧, soft\u00adhyphen", "family 👩\u200d👧, soft\u00adhyphen"),
        ("bell\x07", "bell⟨U+0007⟩"),
    ],
)
def test_what_could_hide_or_reorder_text_is_spelled_out(text: str, shown: str) -> None:
    assert legible(text) == shown


@pytest.mark.parametrize("text", ["شركة الخليج", "חברה (12)", "Mixed عربي and Latin"])
def test_right_to_left_text_is_isolated_from_its_neighbours(text: str) -> None:
    assert legible(text) == f"\u2068{text}\u2069"


def test_what_parts_right_to_left_text_from_its_neighbours_stays_outside() -> None:
    assert legible(" שם") == " \u2068שם\u2069"
    assert legible("; (ש.ם.) ") == "; \u2068(ש.ם.)\u2069 "


def test_an_isolate_inside_the_text_cannot_end_ours() -> None:
    assert legible("شركة\u2069 12") == "\u2068شركة⟨U+2069⟩ 12\u2069"


def test_characters_without_a_glyph_are_spelled_out() -> None:
    assert legible("Kawi 𑼄", {"𑼄"}) == "Kawi ⟨U+11F04⟩"


@pytest.mark.parametrize(
    ("text", "columns", "shown"),
    [
        ("short", 5, "short"),
        ("a bit longer than that", 12, "a bit longer…"),
        ("漢字漢字", 6, "漢字漢…"),
        ("WWWW", 4, "WW…"),
        ("", 3, ""),
    ],
)
def test_a_running_head_keeps_what_fits(text: str, columns: int, shown: str) -> None:
    assert abridged(text, columns) == shown
