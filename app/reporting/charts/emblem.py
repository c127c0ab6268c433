"""The house mark, and the rosette that a hash draws: the same data give the same rosette."""

import math

from markupsafe import Markup

_ROSETTE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="rosette" viewBox="-100 -100 200 200" role="img">'
    "<title>Rosette drawn from the SHA-256 of the data: the same data give the same rosette</title>"
    '<circle r="97" fill="none" stroke="#a9803a" stroke-width="1.6"/>'
    '<circle r="92.5" fill="none" stroke="#a9803a" stroke-width="0.6"/>'
    '<g stroke="#12394a" stroke-width="4.6" stroke-linecap="round">{petals}</g>'
    '<polygon points="{heart}" fill="none" stroke="#a9803a" stroke-width="1.4"/>'
    '<circle r="5" fill="#12394a"/></svg>'
)
_PETAL = Markup('<line x1="{:.2f}" y1="{:.2f}" x2="{:.2f}" y2="{:.2f}"/>')
_MARK = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="mark" viewBox="0 0 40 46" role="img"><title>Custodia</title>'
    '<path d="M20 1 L38 7 V22 C38 33 30 41 20 45 C10 41 2 33 2 22 V7 Z" fill="#12394a"/>'
    '<circle cx="20" cy="19" r="5.6" fill="#ffffff"/>'
    '<path d="M17.4 22 L15.6 33 H24.4 L22.6 22 Z" fill="#ffffff"/></svg>'
)


def rosette(sha256: str) -> Markup:
    """A rosette of 32 petals, as long as the 32 bytes of *sha256*: other data look different at a glance."""
    values = bytes.fromhex(sha256)
    petals, heart = Markup(), []
    for index, value in enumerate(values):
        angle = 2 * math.pi * index / len(values) - math.pi / 2
        x, y = math.cos(angle), math.sin(angle)
        inner, outer = 30, 44 + 44 * value / 255
        petals += _PETAL.format(inner * x, inner * y, outer * x, outer * y)
        reach = 15 + 11 * values[-1 - index] / 255
        heart.append(f"{reach * x:.2f},{reach * y:.2f}")
    return _ROSETTE.format(petals=petals, heart=" ".join(heart))


def mark() -> Markup:
    """The mark of Custodia: a keyhole in a shield."""
    return _MARK
