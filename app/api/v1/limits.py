"""How many requests a token may make, told in the headers of every answer (RateLimit fields, IETF draft).

Counted in the memory of each web process: a limit guards the process that answers, not an account.
"""

from flask import Response, g
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.api.v1.problems import TooManyRequests
from app.kernel import clock

PER_MINUTE = 600
"""Requests that a token may make in a minute."""

_limit = RateLimitItemPerMinute(PER_MINUTE)
_limiter = MovingWindowRateLimiter(MemoryStorage())


def count(token: str) -> None:
    """Count a request of *token*; raises :class:`TooManyRequests` beyond the limit."""
    allowed = _limiter.hit(_limit, token)
    stats = _limiter.get_window_stats(_limit, token)
    g.rate = (stats.remaining, max(1, round(stats.reset_time - clock.now().timestamp())))
    if not allowed:
        wait = g.rate[1]
        raise TooManyRequests(f"More than {PER_MINUTE} requests in a minute: wait {wait} seconds.", wait)


def tell(response: Response) -> Response:
    """Say in *response* what is left."""
    if "rate" in g:
        remaining, reset = g.rate
        response.headers["RateLimit-Policy"] = f'"token";q={PER_MINUTE};w=60'
        response.headers["RateLimit"] = f'"token";r={remaining};t={reset}'
    return response


def forget() -> None:
    """Begin counting anew, in another store: a thread of the library's may be sweeping the one in use."""
    _limiter.storage = MemoryStorage()
