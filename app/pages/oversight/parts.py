"""Pages of one kind of part of a third party: the list across all, and the forms to add, change and remove one.

A part is known by its third party and its place, counted from 0. Whoever saves second sees both versions.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.domain.third_parties import queries
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel.errors import Conflict, Invalid, Missing
from app.kernel.records import Record
from app.pages.kit import choices, editing
from app.pages.kit.access import access, actor
from app.pages.kit.acts import version_seen
from app.pages.kit.forms import MOST_CHOICES, RecordForm, form_for
from app.pages.kit.lists import Listing
from app.security.permissions import Permission


class Described(Protocol):
    """What a module of this package says of one kind of part."""

    def listing(self) -> Listing:
        """The list of all of them."""

    def named(self, part: Any) -> str:
        """How one is called."""


@dataclass(frozen=True)
class Writes:
    """The operations on one kind of part; *remove* takes it into the archive."""

    add: Callable[..., ThirdParty]
    change: Callable[..., ThirdParty]
    remove: Callable[..., ThirdParty]


@dataclass(frozen=True)
class PartArea:
    """What differs between one kind of part and another.

    *name* is the first step of its addresses, its section on the third party's page and, with underscores, what its
    endpoints begin with and where a third party keeps it. *extend* adds fields to the form of a new one that are no
    part of the record, *more* gives what was entered in them to the call that adds it.
    """

    module: Described
    name: str
    record: type[Record]
    one: str
    writes: Writes
    help: str
    extend: Callable[[type[RecordForm]], type[RecordForm]] = lambda form: form
    more: Callable[[], dict[str, Any]] = dict

    @property
    def field(self) -> str:
        """Where a third party keeps it."""
        return self.name.replace("-", "_")

    @property
    def many(self) -> str:
        """What its list is called."""
        return self.name.capitalize()

    def register(self, blueprint: Blueprint) -> None:
        """Add the routes to *blueprint*."""
        for name, rule, methods, view, permission in (
            ("index", "", ["GET"], self._index, Permission.REGISTER_READ),
            ("choose", "/new", ["GET"], self._choose, Permission.REGISTER_WRITE),
            ("new", "/<ref>/new", ["GET", "POST"], self._new, Permission.REGISTER_WRITE),
            ("edit", "/<ref>/<int:place>/edit", ["GET", "POST"], self._edit, Permission.REGISTER_WRITE),
            ("remove", "/<ref>/<int:place>/remove", ["POST"], self._remove, Permission.REGISTER_WRITE),
        ):
            blueprint.add_url_rule(
                f"/{self.name}{rule}", self._short(name), access(permission)(_function(view)), methods=methods
            )

    def endpoint(self, name: str) -> str:
        """The full endpoint of one of its views."""
        return f"oversight.{self._short(name)}"

    def _short(self, name: str) -> str:
        return f"{self.field}_{name}"

    def _page(self, ref: str) -> str:
        return url_for("third_parties.detail", ref=ref, _anchor=self.name)

    def _crumbs(self) -> list[tuple[str, str]]:
        return [(self.many, url_for(self.endpoint("index")))]

    def _index(self) -> Any:
        may_write = actor().may(Permission.REGISTER_WRITE)
        return self.module.listing().respond(
            create_url=url_for(self.endpoint("choose")) if may_write else "",
            create_label=f"Add {self.one}",
        )

    def _form(self) -> type[RecordForm]:
        return form_for(self.record, choices=choices.all_links(), only=self.record.model_fields)

    def _choose(self) -> Any:
        """Choose the third party first; goes on at once where the address names one."""
        wanted = request.args.get("third_party", "").strip()
        if wanted:
            queries.get(db.session, wanted)
            return redirect(url_for(self.endpoint("new"), ref=wanted), 303)
        options = choices.named("third_party")
        return render_template(
            "oversight/choose.html",
            area=self,
            options=options if len(options) <= MOST_CHOICES else [],
            crumbs=self._crumbs(),
        )

    def _new(self, ref: str) -> Any:
        party, _ = queries.get(db.session, ref)

        def save(data: Record) -> Record:
            try:
                self.writes.add(actor(), ref, data, **self.more())
            except Invalid as error:
                raise self._own(error) from error
            return data

        return editing.create(
            self.extend(self._form()),
            save,
            done=lambda data: self._page(ref),
            said=lambda data: f"{self.module.named(data)} is recorded at {party.name}.",
            title=f"Add {self.one} of {party.name}",
            lead=self.help,
            submit="Add",
            cancel=self._page(ref),
            crumbs=[*self._crumbs(), (party.name, self._page(ref))],
        )

    def _edit(self, ref: str, place: int) -> Any:
        party, version = queries.get(db.session, ref)
        part = self._at(party, place)

        def save(data: Record, seen: int) -> Record:
            try:
                self.writes.change(actor(), ref, place, data, version=seen)
            except Conflict as error:
                raise self._of_part(error, data, place) from error
            except Invalid as error:
                raise self._own(error) from error
            return data

        return editing.edit(
            self._form(),
            part,
            version,
            save,
            done=self._page(ref),
            title=f"Edit {self.module.named(part)} of {party.name}",
            lead=self.help,
            crumbs=[("Third parties", url_for("third_parties.index")), (party.name, self._page(ref))],
        )

    def _remove(self, ref: str, place: int) -> Any:
        party, _ = queries.get(db.session, ref)
        name = self.module.named(self._at(party, place))
        try:
            self.writes.remove(actor(), ref, place, version=version_seen(None))
        except Conflict:
            db.session.rollback()
            flash(f"{party.name} was changed meanwhile, so nothing was archived: look again.", "warning")
            return redirect(self._page(ref), 303)
        flash(
            f"{name[:1].upper()}{name[1:]} is archived. It can be put back below, under Archived entries.",
            "success",
        )
        return redirect(self._page(ref), 303)

    def _at(self, party: ThirdParty, place: int) -> Any:
        parts = getattr(party, self.field)
        if place >= len(parts):
            raise Missing(f"{party.ref} has no entry {place + 1} here: somebody may have removed it.")
        return parts[place]

    def _own(self, error: Invalid) -> Invalid:
        """The problems of the part alone, by its own fields; those of another part keep their whole path."""
        prefix = self.field
        return Invalid(
            {(path[2:] if path[:1] == (prefix,) else path): said for path, said in error.problems.items()}
        )

    def _of_part(self, error: Conflict, data: Record, place: int) -> Exception:
        """The conflict as one about the part; where it is gone, that it is."""
        theirs = error.theirs[self.field]
        if place >= len(theirs):
            return Missing(f"{error.ref} has no entry {place + 1} here any more: somebody removed it.")
        return Conflict(error.ref, mine=data.to_state(), theirs=theirs[place], version=error.version)


def _function(method: Callable[..., Any]) -> Callable[..., Any]:
    """A plain function around a bound method, so that a permission can be written on it."""

    def view(**values: Any) -> Any:
        return method(**values)

    view.__doc__ = method.__doc__
    return view
