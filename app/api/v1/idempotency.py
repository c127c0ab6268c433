"""``Idempotency-Key`` (IETF draft): the same request sent again with the same key is not done again."""

import functools
import hashlib
from collections.abc import Callable
from typing import Any

from flask import Response, request
from werkzeug.wrappers import Response as BaseResponse

from app.api.v1.authentication import actor
from app.api.v1.problems import BadRequest
from app.domain.accounts import api_replies
from app.kernel.records import LINE

_KEPT_HEADERS = ("Location", "ETag", "Content-Type")


def once(view: Callable[..., BaseResponse]) -> Callable[..., BaseResponse]:
    """Let *view* serve a request with a key only once; without a key it is served as ever."""

    @functools.wraps(view)
    def serve(**values: Any) -> BaseResponse:
        key = request.headers.get("Idempotency-Key")
        token = actor().through
        if key is None or token is None:
            return view(**values)
        if not key.strip() or len(key) > LINE or not key.isascii() or not key.isprintable():
            raise BadRequest(f"Idempotency-Key: give 1 to {LINE} printable ASCII characters.")
        kept = api_replies.claim(token, key, _digest())
        if kept is not None:
            again = Response(kept.body, kept.status, headers=dict(kept.headers))
            again.headers["Idempotent-Replayed"] = "true"
            return again
        try:
            response = view(**values)
        except BaseException:
            api_replies.release(token, key)
            raise
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        api_replies.keep(
            token, key, api_replies.Kept(response.status_code, headers, response.get_data(as_text=True))
        )
        return response

    return serve


def _digest() -> str:
    parts = (request.method, request.full_path, hashlib.sha256(request.get_data()).hexdigest())
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
