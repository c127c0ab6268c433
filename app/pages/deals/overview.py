"""The facts of a deal in groups, for its page: what was agreed, when, with whom, and what moves by name."""

from typing import Any

from app.domain.deals.facts import window_ends_on
from app.domain.deals.records import Deal
from app.domain.deals.terms import DealKind
from app.kernel import places
from app.kernel.words import listing, plural
from app.pages.deals.picture import Picture
from app.pages.kit import formats
from app.pages.kit.addresses import address


def facts_of(deal: Deal, picture: Picture) -> list[tuple[str, list[tuple[str, str]]]]:
    """The facts in groups; what only a bankruptcy knows is left out of other deals."""
    matter = picture.inventory.matter
    context = matter.context
    buyer = context.entities.get(deal.buyer_entity or "")
    ends_on = window_ends_on(matter)
    country = deal.buyer_country or (buyer.country if buyer is not None else None)
    groups = [
        (
            "The deal",
            [
                ("Structure", deal.kind.label),
                ("Our side", deal.side.label),
                ("Perimeter", deal.perimeter.label),
                ("Agreement", deal.agreement_ref or ""),
                ("Schedule", deal.schedule_no or ""),
                ("Controller", "Changes at closing" if matter.moves else "Stays the same"),
                (
                    "Regimes evaluated",
                    listing(sorted(regime.label for regime in matter.regimes))
                    + ("" if deal.regimes else " (those of the organisation)"),
                ),
            ],
        ),
        (
            "Timing",
            [
                ("Signing on", _day(deal.signing_on)),
                ("Closing on", _day(deal.closing_on)),
                ("Transitional services until", _day(deal.tsa_until)),
            ],
        ),
        (
            "Buyer",
            [
                ("Buyer", f"{buyer.legal_name} ({deal.buyer_entity})" if buyer else deal.buyer_entity or ""),
                ("Country", places.country_name(country) if country else ""),
                ("Same line of business", formats.yes(deal.buyer_same_business)),
                ("Adopts the promises of the notice", deal.buyer_adopts_notice.label),
                ("Purposes", ", ".join(_labels(context.purposes, deal.buyer_purposes))),
                ("Data sold alone", formats.yes(deal.data_standalone)),
            ],
        ),
        (
            "People told",
            [
                ("Notice sent on", _day(deal.notice_sent_on)),
                ("Objection window", plural(deal.window_days, "day") if deal.window_days is not None else ""),
                ("Window ends on", _day(ends_on)),
                ("Buyer's notice on (Art. 14)", _day(deal.art14_notice_on)),
            ],
        ),
    ]
    in_court = (deal.bk_petition_on, deal.hearing_on, deal.court_approved_on, deal.cpo_rationale)
    if deal.kind is DealKind.BANKRUPTCY_363 or any(in_court):
        groups.append(
            (
                "Bankruptcy",
                [
                    ("Petition on", _day(deal.bk_petition_on)),
                    ("Hearing on", _day(deal.hearing_on)),
                    ("Ombudsman", deal.cpo.label),
                    ("Why no ombudsman", deal.cpo_rationale or ""),
                    ("Approved by court on", _day(deal.court_approved_on)),
                ],
            )
        )
    return groups


def perimeter_of(picture: Picture) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """What is in the perimeter by name: entities, activities, third parties, each with its address."""
    deal, context = picture.visit.deal, picture.inventory.matter.context
    third_parties = {one.third_party.ref: one.third_party.name for one in picture.inventory.matter.dossiers}
    named = (
        (
            "Entities",
            "entity",
            deal.perimeter_entities,
            {k: v.legal_name for k, v in context.entities.items()},
        ),
        (
            "Activities",
            "activity",
            deal.perimeter_activities,
            {k: v.name for k, v in context.activities.items()},
        ),
        ("Third parties", "third_party", deal.perimeter_third_parties, third_parties),
    )
    return [
        (title, [(f"{ref} {names.get(ref, '')}".strip(), address(kind, ref)) for ref in refs])
        for title, kind, refs, names in named
        if refs
    ]


def parties_of(picture: Picture) -> list[tuple[str, str, str]]:
    """The parties: what each is, its name, who signs."""
    entities = picture.inventory.matter.context.entities
    found = []
    for party in picture.visit.deal.parties:
        entity = entities.get(party.entity or "")
        name = party.name or (entity.legal_name if entity is not None else party.entity or "")
        found.append((party.part.label, name, party.signatory or ""))
    return found


def _day(value: Any) -> str:
    return formats.day(value) if value else ""


def _labels(known: Any, keys: list[str]) -> list[str]:
    return [getattr(known.get(key), "label", None) or key for key in keys]
