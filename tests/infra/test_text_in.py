"""The text of a web page: what a reader sees, without marks, menus and scripts."""

import pytest

from app.infra.text_in import html_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines"),
        ("<ul><li>one<li>two <b>bold</b></ul>", "• one\n\n• two bold"),
        ("<nav>Menu</nav><p>Text</p><script>x<y</script><style>p{}</style>", "Text"),
        ("<header>Shop</header><main><p>Text</p></main><footer>Imprint</footer>", "Text"),
        ("<head><title>T</title><p>Text</p>", "Text"),
        ("<p>&eacute;&nbsp;&lt;b&gt;</p>", "é <b>"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a\n\nb"),
        ("<p>open <b>tags", "open tags"),
    ],
)
def test_of_a_web_page_what_a_reader_sees_is_taken(markup: str, text: str) -> None:
    assert html_text(markup) == text
