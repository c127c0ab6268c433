"""``check``: what the rules say of the register."""

import json
from collections import Counter
from typing import Any

import click
from flask.cli import with_appcontext

from app.cli import instance
from app.cli.register import day, instant
from app.cli.sentences import complain, say, speaking, write_out
from app.domain.deals import review
from app.domain.deals.records import Deal
from app.domain.findings import checking, reading
from app.domain.findings.checking import Result
from app.domain.findings.engine import Found, RuleFailure
from app.domain.findings.terms import Severity
from app.extensions import db
from app.kernel import clock
from app.kernel.words import plural


@click.command("check")
@click.option("--as-of", help="An instant or a day in the past; now where left out.")
@click.option("--on", "on", help="The rules' today, as YYYY-MM-DD; the day of the instant where left out.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@with_appcontext
@speaking
def check(as_of: str | None, on: str | None, as_json: bool) -> None:
    """Run the rules on the register and say what they find."""
    instance.prepare()
    source = reading.Source(db.session, instant(as_of))
    result = checking.check(source, today=day(on))
    of_deals, failures = deal_findings(source, result)
    found = [*result.findings, *of_deals]
    if as_json:
        document = json_of(result, found)
        write_out(json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n", None)
    else:
        _say(result, found)
    for failure in (*result.failures, *failures):
        complain(f"Rule {failure.rule} failed on {failure.object or 'the register'}: {failure.error!r}")


def deal_findings(source: reading.Source, result: Result) -> tuple[list[Found], list[RuleFailure]]:
    """What the rules on deals find, deal by deal, without what a waiver covers.

    Only whoever sits at the server is told: everywhere else a deal is its members' alone.
    """
    context = result.context
    found: list[Found] = []
    failures: list[RuleFailure] = []
    for state in source.states("deal"):
        if state["archived"]:
            continue
        try:
            hits = review.findings(Deal.restore(state), reading.dossiers(source), context)
        except Exception as error:  # one failing rule must not stop the run
            failures.append(RuleFailure("DEAL", state["ref"], error))
        else:
            found.extend(hit for hit in hits if hit.identity not in context.waived)
    return found, failures


def json_of(result: Result, found: list[Found]) -> dict[str, Any]:
    """The document that ``check --json`` prints."""
    return {
        "as_of": clock.format_instant(result.as_of),
        "on": result.on.isoformat(),
        "findings": [one.as_json() for one in found],
        "kpis": [
            {"id": k.id, "numerator": k.numerator, "denominator": k.denominator, "parts": dict(k.parts)}
            for k in result.kpis
        ],
    }


def _say(result: Result, found: list[Found]) -> None:
    for one in found:
        key = f" [{one.key}]" if one.key else ""
        say(f"{one.severity.label:<9} {one.rule}  {one.object}{key}  {one.message}")
    counts = Counter(one.severity for one in found)
    said = ", ".join(
        f"{counts[severity]} {severity.label.lower()}" for severity in Severity if counts[severity]
    )
    waived = f" {len(result.waived):,} waived." if result.waived else ""
    say(f"{plural(len(found), 'finding')} on {result.on}" + (f": {said}." if said else ".") + waived)
    for kpi in result.kpis:
        say(f"{kpi.id:<4} {kpi.text:>12}  {kpi.name}")


COMMANDS = [check]
