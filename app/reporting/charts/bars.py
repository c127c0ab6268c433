"""Bars: a share of a whole, and a whole divided by kind."""

from collections.abc import Sequence

from markupsafe import Markup

INK = "#12394a"
TRACK = "#dfe5ea"
SEVERITY = {
    "critical": "#8f1d14",
    "high": "#c2560c",
    "medium": "#c9a227",
    "low": "#6f8ba4",
    "info": "#b9c4ce",
}
"""Fills by severity, each lighter than the one before, so that they differ in grey as well."""

_SVG = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="{name}" viewBox="0 0 1000 {height}" preserveAspectRatio="none" '
    'role="img"><title>{title}</title>{shapes}</svg>'
)
_RECT = Markup('<rect class="{name}" x="{x}" width="{width}" height="{height}" fill="{fill}"/>')
_OUTLINE = Markup(
    '<rect x="4" y="4" width="992" height="{height}" fill="none" stroke="{stroke}" stroke-width="8"/>'
)


def share(numerator: int, denominator: int, title: str) -> Markup:
    """A bar filled by *numerator* of *denominator*; an empty outline where there is nothing to measure."""
    height = 60
    if not denominator:
        shapes = _OUTLINE.format(height=height - 8, stroke=TRACK)
    else:
        filled = 1000 * min(max(numerator, 0), denominator) // denominator
        shapes = _rect("track", 0, 1000, height, TRACK)
        shapes += _rect("fill", 0, filled, height, INK) if filled else Markup()
    return _SVG.format(name="share", height=height, title=title, shapes=shapes)


def divided(parts: Sequence[tuple[str, int]], title: str) -> Markup:
    """A bar divided by severity: pairs of severity and count, in order; a gap between neighbours tells them apart."""
    height, gap, left = 40, 4, 0
    total = sum(count for _, count in parts)
    shapes = Markup() if total else _rect("track", 0, 1000, height, TRACK)
    room = 1000 - gap * (len(parts) - 1)
    for severity, count in parts if total else ():
        width = max(room * count // total, 6)
        shapes += _rect(severity, left, width, height, SEVERITY[severity])
        left += width + gap
    return _SVG.format(name="divided", height=height, title=title, shapes=shapes)


def magnitude(count: int, largest: int, title: str) -> Markup:
    """A thin bar as long as *count* is to *largest*, for one line of a list."""
    width = max(1000 * count // largest if largest else 0, 4)
    return _SVG.format(name="magnitude", height=30, title=title, shapes=_rect("fill", 0, width, 30, INK))


def _rect(name: str, x: int, width: int, height: int, fill: str) -> Markup:
    return _RECT.format(name=name, x=x, width=width, height=height, fill=fill)
