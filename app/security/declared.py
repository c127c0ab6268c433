"""How a route declares what it needs; the application does not start with one that declares nothing."""

from collections.abc import Callable
from typing import Any, TypeVar

from app.security.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


def access(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs; stands directly under the route decorators."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark
