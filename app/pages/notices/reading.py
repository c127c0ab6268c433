"""What the page of a notice version shows: its sentences with their provisions, and what rests on each."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import func, or_, select

from app.domain.catalogue.models import Purpose
from app.domain.flows.models import Flow, NoticeLink
from app.domain.flows.terms import FlowStatus
from app.domain.notices import queries, sentences
from app.domain.notices.coverage import code_of
from app.domain.notices.records import Notice, Provision
from app.domain.notices.sentences import Sentence
from app.domain.notices.terms import Strength
from app.domain.third_parties.models import ThirdParty
from app.extensions import db
from app.pages.kit import formats
from app.pages.kit.addresses import address
from app.pages.notices.listing import last_day, state_of


@dataclass(frozen=True)
class Resting:
    """A flow that a provision carries; *linked_in* is the version that it was linked to."""

    flow: str
    name: str
    third_party: str
    status: FlowStatus
    strength: Strength
    linked_in: str

    @property
    def url(self) -> str | None:
        """The page of the flow."""
        return address("flow", self.flow)


@dataclass(frozen=True)
class CodedSentence:
    """A sentence with the provisions coded at it."""

    sentence: Sentence
    provisions: Sequence[Provision]


@dataclass(frozen=True)
class Version:
    """A version of the same entity's notice, as lists of versions show it."""

    ref: str
    title: str
    starts_on: dt.date | None
    replaced_on: dt.date | None
    state: str

    @property
    def last_day(self) -> dt.date | None:
        """Its last day, where another replaces it."""
        return last_day(self.replaced_on)


class Picture:
    """One version with everything that its page shows."""

    def __init__(self, record: Notice) -> None:
        """Show *record*."""
        self.record = record

    @cached_property
    def sentences(self) -> list[CodedSentence]:
        """The sentences in order."""
        found = sentences.split(self.record.text or "")
        return [CodedSentence(sentence, self._at(sentence.number)) for sentence in found]

    @cached_property
    def unplaced(self) -> list[Provision]:
        """Provisions of no sentence."""
        numbers = {coded.sentence.number for coded in self.sentences}
        return [one for one in self.record.provisions if one.sentence_no not in numbers]

    def _at(self, number: int) -> list[Provision]:
        return [one for one in self.record.provisions if one.sentence_no == number]

    @property
    def open_ended(self) -> int:
        """How many provisions are open-ended."""
        return sum(provision.unclear for provision in self.record.provisions)

    @cached_property
    def versions(self) -> list[Version]:
        """Every version of the same entity that is not archived, newest first."""
        rows = queries.versions(db.session, self.record.entity)
        today = formats.today()
        made = []
        for row in rows:
            later = [
                other.start for other in rows if other.start and other.start > (row.start or dt.date.min)
            ]
            replaced = min(later, default=None)
            state = state_of(row.start, replaced, today)
            made.append(Version(row.ref, row.title or "Untitled", row.start, replaced, state))
        return made[::-1]

    @cached_property
    def own(self) -> Version | None:
        """This version among them; ``None`` where it is archived."""
        return next((one for one in self.versions if one.ref == self.record.ref), None)

    @cached_property
    def earlier(self) -> Version | None:
        """The version before this one."""
        refs = [one.ref for one in self.versions]
        if self.record.ref not in refs:
            return None
        place = refs.index(self.record.ref) + 1
        return self.versions[place] if place < len(refs) else None

    @cached_property
    def resting(self) -> Mapping[str, list[Resting]]:
        """The flows under each code, by links to this version or to another one of the same entity.

        A provision keeps its code from version to version, so a link made to one holds in the others.
        """
        refs = {self.record.ref or "", *(version.ref for version in self.versions)}
        query = (
            select(
                NoticeLink.provision, NoticeLink.strength, Flow.ref, Flow.name, Flow.status, ThirdParty.name
            )
            .join(Flow, Flow.ref == NoticeLink.flow)
            .join(ThirdParty, ThirdParty.ref == Flow.third_party)
            .where(
                or_(*(NoticeLink.provision.startswith(f"{ref}/", autoescape=True) for ref in sorted(refs))),
                Flow.archived.is_(False),
                ThirdParty.archived.is_(False),
            )
            .order_by(Flow.status, Flow.ref)
        )
        codes = {provision.code for provision in self.record.provisions}
        found: dict[str, list[Resting]] = {code: [] for code in codes}
        for provision, strength, flow, name, status, third_party in db.session.execute(query):
            code = code_of(provision)
            if code in codes:
                found[code].append(
                    Resting(
                        flow,
                        name or flow,
                        third_party,
                        FlowStatus(status),
                        Strength(strength),
                        provision.partition("/")[0],
                    )
                )
        return found

    @cached_property
    def purposes(self) -> Mapping[str, int]:
        """How many active flows have a purpose under each code."""
        codes: dict[str, str] = {}
        for key, code in db.session.execute(select(Purpose.key, Purpose.policy_code)):
            if code:
                codes[key] = code
        counts: Counter[str] = Counter()
        rows = db.session.execute(
            select(Flow.purposes, func.count())
            .where(Flow.status == FlowStatus.ACTIVE.value, Flow.archived.is_(False))
            .group_by(Flow.purposes)
        )
        for purposes, count in rows:
            for code in {codes[key] for key in purposes if key in codes}:
                counts[code] += count
        return counts
