"""A line through the values of a figure from report to report, its newest one marked."""

from collections.abc import Sequence

from markupsafe import Markup

from app.reporting.charts.bars import INK, TRACK

_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="trend" viewBox="0 0 240 48" role="img"><title>{title}</title>'
    "{shapes}</svg>"
)
_FLOOR = Markup('<line class="floor" x1="0" y1="47" x2="240" y2="47" stroke="{}" stroke-width="1.5"/>')
_LINE = Markup(
    '<polyline class="line" points="{}" fill="none" stroke="{}" stroke-width="3" stroke-linejoin="round"/>'
)
_DOT = Markup('<circle class="end" cx="{}" cy="{}" r="5.5" fill="{}"/>')
_SPAN = 20
"""The least difference, in points, that fills the height: so that a step of one does not look like a leap."""


def trend(shares: Sequence[int | None], title: str) -> Markup:
    """A line through *shares* in per cent, oldest first; where there was nothing to measure the line is broken."""
    known = [share for share in shares if share is not None]
    if len(known) < 2:
        return Markup()
    low = max(min(*known, max(known) - _SPAN), 0)
    span = max(max(known) - low, _SPAN)
    step = 226 / (len(shares) - 1)
    pieces: list[list[tuple[float, float]]] = [[]]
    for place, share in enumerate(shares):
        if share is None:
            pieces.append([])
        else:
            pieces[-1].append((7 + place * step, 41 - 34 * (share - low) / span))
    shapes = _FLOOR.format(TRACK)
    for piece in pieces:
        if len(piece) > 1:
            shapes += _LINE.format(" ".join(f"{x:.1f},{y:.1f}" for x, y in piece), INK)
    x, y = next(piece[-1] for piece in reversed(pieces) if piece)
    shapes += _DOT.format(f"{x:.1f}", f"{y:.1f}", INK)
    return _SVG.format(title=title, shapes=shapes)
