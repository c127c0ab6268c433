"""The rules in force: what each asks, under which regimes, and how many findings it has."""

from typing import Any

from flask import render_template, url_for

from app.domain.findings import queries
from app.domain.findings.rule import RULES
from app.domain.findings.selections import FAMILIES
from app.domain.findings.terms import SLA_DAYS, Severity
from app.domain.organisation import queries as organisation
from app.extensions import db
from app.pages.findings.area import blueprint
from app.pages.findings.explaining import condition
from app.pages.kit.access import access, actor
from app.security.permissions import Permission


@blueprint.get("/findings/rules")
@access(Permission.FINDINGS_READ)
def rules() -> Any:
    """Every rule on the register, by family, with whether it is evaluated today."""
    on = set(organisation.current(db.session)[0].regimes)
    counts = queries.open_by_rule(db.session)
    families = [
        (
            title,
            key,
            [
                {
                    "rule": rule,
                    "condition": condition(rule),
                    "message": rule.message.replace("{", "[").replace("}", "]"),
                    "regimes": [regime.label for regime in sorted(rule.regimes)],
                    "evaluated": not rule.regimes or not rule.regimes.isdisjoint(on),
                    "open": counts.get(rule.id, 0),
                    "url": url_for("findings.index", rule=rule.id),
                }
                for rule in sorted(RULES.values(), key=lambda one: one.id)
                if rule.family == key
            ],
        )
        for key, title in FAMILIES
    ]
    evaluated = sum(bool(line["evaluated"]) for _, _, lines in families for line in lines)
    return render_template(
        "findings/rules.html",
        families=families,
        evaluated=evaluated,
        total=len(RULES),
        regimes=[regime.label for regime in sorted(on)],
        settings_url=url_for("settings.index") if actor().may(Permission.SETTINGS_READ) else None,
        days=[(Severity(severity).label, days) for severity, days in SLA_DAYS.items()],
    )
