"""Plain texts set as PDF: the papers behind the demo's agreements."""

import datetime as dt
from html import escape

from app.infra.pdf import Attachment, lay_out

_UNDATED = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Attachments want a date; a fixed one keeps the bytes the same whenever the paper is set."""

_STYLE = """
@page { size: A4; margin: 25mm 22mm; @bottom-center { content: counter(page) " / " counter(pages); font-size: 8pt } }
body { font: 10.5pt/1.5 Inter, "Noto Sans", sans-serif; color: #1b2430 }
h1 { font-size: 17pt; line-height: 1.25; margin: 0 0 8mm }
p { margin: 0 0 3mm; orphans: 3; widows: 3 }
"""


def text_as_pdf(text: str) -> bytes:
    """*text* (paragraphs parted by blank lines, the first one the title) as a tagged PDF with the text inside."""
    title, *paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(title)}</h1>{body}</body></html>"
    )
    source = Attachment("text.txt", text.encode(), "The text of this paper", _UNDATED)
    return lay_out(html).write(source).data
