"""Charts as SVG, the same on the web and in print: each says in its title what it shows, and no text stands in it.

Colours are attributes, since WeasyPrint applies no style sheet inside an SVG; classes let the web recolour them.
"""

from app.reporting.charts.bars import divided, magnitude, share
from app.reporting.charts.trends import trend

__all__ = ["divided", "magnitude", "share", "trend"]
