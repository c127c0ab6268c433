"""Register objects as tests need them: each function registers one by its operation, with what it must have."""

import datetime as dt
from typing import Any

from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.catalogue import operations as catalogue
from app.domain.catalogue.records import Category, Purpose
from app.domain.flows import activities
from app.domain.flows import operations as flows
from app.domain.flows.records import Activity, Flow
from app.domain.notices import operations as notices
from app.domain.notices.records import Notice
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Entity
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.security.actor import SYSTEM

POLICY = "We value your privacy. We write to you about orders. We may share data with those who help us."


def entity(**fields: Any) -> Entity:
    """A legal entity."""
    return organisation.register(SYSTEM, Entity.parse({"legal_name": "Paloma Mensajes, S.L."} | fields))


def third_party(name: str = "Paloma Mensajes", **fields: Any) -> ThirdParty:
    """A third party."""
    return third_parties.register(SYSTEM, ThirdParty.parse({"name": name} | fields))


def category(key: str = "email", **fields: Any) -> Category:
    """A data category."""
    return catalogue.add_category(SYSTEM, Category.parse({"key": key} | fields))


def purpose(key: str = "orders", **fields: Any) -> Purpose:
    """A purpose."""
    return catalogue.add_purpose(SYSTEM, Purpose.parse({"key": key} | fields))


def notice(text: str = POLICY, **fields: Any) -> Notice:
    """A notice version of three sentences."""
    return notices.capture(SYSTEM, Notice.parse({"title": "Privacy policy", "text": text} | fields))


def activity(name: str = "Selling online", **fields: Any) -> Activity:
    """A processing activity."""
    return activities.register(SYSTEM, Activity.parse({"name": name} | fields))


def flow(to: str, **fields: Any) -> Flow:
    """A planned flow to the third party *to*."""
    return flows.register(SYSTEM, Flow.parse({"third_party": to} | fields))


def active_flow(to: str, **fields: Any) -> Flow:
    """A flow to *to* in which data flow since 1 February 2027."""
    return flow(to, **({"status": "active", "first_on": dt.date(2027, 2, 1)} | fields))


def agreement(with_: str, **fields: Any) -> Agreement:
    """A draft of a data processing agreement with the third party *with_*."""
    return agreements.register(SYSTEM, Agreement.parse({"third_party": with_, "kind": "dpa"} | fields))


def executed(with_: str, **fields: Any) -> Agreement:
    """A data processing agreement with *with_*, signed by both and in force since 1 January 2027."""
    signed = {
        "stage": "in_force",
        "acceptance": "esign",
        "signed_us_on": dt.date(2026, 12, 20),
        "signed_them_on": dt.date(2026, 12, 22),
        "effective_on": dt.date(2027, 1, 1),
        "evergreen": True,
    }
    return agreement(with_, **(signed | fields))
