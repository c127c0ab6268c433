"""``report`` and ``verify``: issue a sealed report, and tell whether a file or the whole trail is genuine."""

from pathlib import Path

import click
from flask import current_app, has_app_context
from flask.cli import ScriptInfo, with_appcontext

from app.cli import instance
from app.cli.register import day, instant
from app.cli.sentences import WRONG_USE, fail, say, speaking
from app.domain.audit import chain
from app.domain.reports import anchors
from app.domain.reports.catalogue import OFFERED
from app.domain.reports.terms import ReportKind
from app.extensions import db
from app.infra import certificates, collector
from app.infra.blobs import Blobs, open_blobs
from app.kernel.words import plural
from app.reporting import issue, requested, verification
from app.reporting import offline as from_file
from app.reporting.order import Order
from app.reporting.seal import PAPERS
from app.reporting.verdict import Verdict
from app.security.actor import SYSTEM


def blobs() -> Blobs:
    """The blob store of the instance."""
    return open_blobs(current_app.config["SETTINGS"])


@click.command("report")
@click.argument("kind", type=click.Choice([one.kind.value for one in OFFERED]))
@click.option("--as-of", help="An instant or a day in the past; now where left out.")
@click.option("--on", "on", help="The rules' today, as YYYY-MM-DD; the day of the instant where left out.")
@click.option("--deal", help="The deal of an inventory, such as D-001.")
@click.option("--third-party", help="The third party of a vendor file, such as TP-0001.")
@click.option("--from", "earlier", help="The earlier side of a comparison: an instant, or a report's number.")
@click.option("--to", "later", help="The later side; now where left out.")
@click.option(
    "--format",
    "forms",
    default="pdf",
    show_default=True,
    help="pdf, xlsx, docx, json, html; several with commas. What a kind has no file of is refused.",
)
@click.option(
    "--paper", type=click.Choice(list(PAPERS)), default=PAPERS[0], show_default=True, help="Size of paper."
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Folder; the instance's where left out."
)
@with_appcontext
@speaking
def report(
    kind: str,
    as_of: str | None,
    on: str | None,
    deal: str | None,
    third_party: str | None,
    earlier: str | None,
    later: str | None,
    forms: str,
    paper: str,
    out: Path | None,
) -> None:
    """Issue and seal a report, write its files and print their paths.

    One that was issued before from the same data and for the same order is not issued again: its files are written.
    """
    instance.prepare()
    collector.relax()
    wanted = list(dict.fromkeys(form.strip().lower() for form in forms.split(",") if form.strip()))
    made = [*issue.forms_of(kind), "html"]
    unknown = [form for form in wanted if form not in made]
    if unknown or not wanted:
        fail(f"Format: “{', '.join(unknown)}” is not one of {', '.join(made)}.", WRONG_USE)
    order = Order(
        kind=kind,
        as_of=instant(as_of, ahead=False),
        on=day(on),
        deal=deal,
        third_party=third_party,
        earlier=earlier,
        later=later,
        paper=paper,
    )
    _expect_fitting(order)
    issued = issue.issue(db.session, blobs(), SYSTEM, order)
    folder = out or Path(current_app.instance_path) / "reports"
    mode = 0o600 if out is None else 0o644  # asked for elsewhere, it is to be handed on
    for path in requested.write_files(db.session, blobs(), issued, folder, wanted, mode=mode):
        say(str(path))


def _expect_fitting(order: Order) -> None:
    """End with status 2 where an option that the kind needs is missing, or one is given that it has no use for."""
    needed = {
        "--deal": (
            order.deal if order.kind != ReportKind.COMPARISON else None,  # that of two reports on one deal
            ReportKind.INVENTORY,
            "name the deal whose inventory is wanted: --deal D-001",
        ),
        "--third-party": (
            order.third_party,
            ReportKind.VENDOR,
            "name the third party: --third-party TP-0001",
        ),
        "--from": (order.earlier, ReportKind.COMPARISON, "name the earlier side: --from 2026-03-31"),
        "--to": (order.later, ReportKind.COMPARISON, ""),
    }
    for option, (value, kind, cure) in needed.items():
        if value and order.kind != kind:
            fail(f"{option} is for the report {kind.value} alone: leave it out.", WRONG_USE)
        if cure and not value and order.kind == kind:
            fail(f"{option} is missing: {cure}.", WRONG_USE)


@click.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
@click.option("--trail", "whole_trail", is_flag=True, help="Walk the whole trail.")
@click.option(
    "--offline",
    is_flag=True,
    help="From the file alone, on any machine, without register and database; needs --trust to say genuine.",
)
@click.option(
    "--trust",
    "trusted",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="With --offline: a certificate (PEM or DER) that seals reports, or that certifies the one that does.",
)
@click.pass_context
@speaking
def verify(
    context: click.Context, file: Path | None, whole_trail: bool, offline: bool, trusted: tuple[Path, ...]
) -> None:
    """Say whether FILE is a genuine report, or with --trail whether the whole trail holds."""
    if offline:
        if file is None or whole_trail:
            fail("--offline is for one file: name it, and leave --trail out.", WRONG_USE)
        good = _said(from_file.examine(file.read_bytes(), _certificates(trusted)))
        raise SystemExit(0 if good else 1)
    if trusted:
        fail("--trust goes with --offline: the register knows its own certificates.", WRONG_USE)
    if file is None and not whole_trail:
        fail("Name a file, or --trail.", WRONG_USE)
    _enter(context)
    instance.prepare()
    good = True
    if file is not None:
        good = _said(verification.verify(db.session, file.read_bytes(), blobs(), in_detail=True))
    if whole_trail:
        good = _trail_holds() and good
    raise SystemExit(0 if good else 1)


def _enter(context: click.Context) -> None:
    """Enter the application; what is checked offline does without, so that it leaves nothing on the machine."""
    if not has_app_context():
        context.with_resource(context.ensure_object(ScriptInfo).load_app().app_context())


def _said(verdict: Verdict) -> bool:
    """Print *verdict*; whether the file is genuine."""
    say(f"{verdict.state.label}: {verdict.sentence}")
    for label, value in verdict.details:
        say(f"  {label}: {value}")
    return verdict.holds


def _certificates(paths: tuple[Path, ...]) -> list[certificates.Certificate]:
    found: list[certificates.Certificate] = []
    for path in paths:
        try:
            found += certificates.read(path.read_bytes())
        except ValueError:
            fail(f"{path} holds no certificate in PEM or DER.", WRONG_USE)
    return found


def _trail_holds() -> bool:
    faults = 0
    for fault in anchors.verify_all(db.session, blobs()):
        faults += 1
        say(fault.sentence)
    seq, head = chain.head(db.session)
    counted = plural(seq, "entry", "entries")
    say(
        f"The trail does not hold: {plural(faults, 'fault')} in {counted}."
        if faults
        else f"The trail holds: {counted}, head {head}."
    )
    return not faults


COMMANDS = [report, verify]
