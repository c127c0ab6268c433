"""Permissions declared on views: what stands on a view is what opens it."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from app.security.permissions import Permission

View = TypeVar("View", bound=Callable[..., Any])


def access(permission: Permission) -> Callable[[View], View]:
    """Declare what a view needs; stands directly under the route decorators."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def declared(view: Callable[..., Any]) -> Permission | None:
    """The permission that *view* declares, or ``None`` where it declares none."""
    return cast(Permission | None, getattr(view, "permission", None))
