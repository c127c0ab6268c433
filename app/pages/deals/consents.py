"""Consents and notices: what each agreement needs of its counterparty, the letter that asks for it, and the answer."""

import io
import zipfile
from typing import Any
from urllib.parse import quote

from flask import Response, abort, render_template, request

from app.domain.deals import queries
from app.domain.deals.agreement_lines import AgreementLine
from app.domain.deals.letters import Letter, draft, needs_letter
from app.domain.deals.required import COUNTERPARTY, Requirement, requirements
from app.domain.deals.terms import ConsentStatus, HandingOn
from app.extensions import db
from app.infra import word
from app.kernel import clock
from app.kernel.records import PROSE
from app.pages.deals.picture import Picture
from app.pages.deals.room import Visit, blueprint, of_members
from app.pages.kit import formats
from app.pages.kit.access import access, actor
from app.security.permissions import Permission

MOST_LETTERS = 500
"""Letters that one archive holds."""


@blueprint.get("/deals/<ref>/consents")
@access(Permission.SIGNED_IN)
@of_members()
def consents(visit: Visit) -> Any:
    """Everything that the deal needs of others, the first due first."""
    picture = Picture(visit)
    matter, lines = picture.inventory.matter, picture.inventory.lines
    wanted = requirements(matter, lines)
    cards = {card.number: card for card in picture.cards}
    today = formats.today()
    counterparties = [one for one in wanted if one.gate in COUNTERPARTY]
    letters = {line.number for line in lines.agreements if needs_letter(line)}
    asked = {one.number for one in counterparties}
    return render_template(
        "deals/consents.html",
        visit=visit,
        deal=visit.deal,
        rows=[_row(one, cards, letters, picture, today) for one in counterparties],
        others=[_row(one, cards, set(), picture, today) for one in wanted if one.gate not in COUNTERPARTY],
        silent=[cards[number] for number in sorted(letters - asked, key=_by_number)],
        counts=_counts(counterparties),
        may_hand=_may_hand(visit),
        letters=len(letters),
    )


def _by_number(number: str) -> tuple[int, str]:
    return (len(number), number)


def _row(one: Requirement, cards: Any, letters: set[str], picture: Picture, today: Any) -> dict[str, Any]:
    return {
        "one": one,
        "card": cards[one.number],
        "owner": picture.people.get(one.owner or "", one.owner or ""),
        "late": one.is_late(today),
        "letter": one.number in letters,
        "status": ConsentStatus(one.status) if one.status is not None else None,
    }


def _counts(rows: list[Requirement]) -> list[tuple[ConsentStatus, int]]:
    """How many stand where."""
    return [(status, sum(one.status == status for one in rows)) for status in ConsentStatus]


def _may_hand(visit: Visit) -> bool:
    return queries.handing(db.session, actor(), visit.ref) is HandingOn.PAPERS


@blueprint.route("/deals/<ref>/consents/<number>/letter", methods=["GET", "POST"])
@access(Permission.SIGNED_IN)
@of_members()
def letter(visit: Visit, number: str) -> Any:
    """The draft to read and change; posted, it comes as a Word file. Nothing of it is stored."""
    queries.expect_handing(db.session, actor(), visit.ref, HandingOn.PAPERS)
    picture = Picture(visit)
    line = next((one for one in picture.inventory.lines.agreements if one.number == number), None)
    if line is None or not needs_letter(line):
        abort(404)
    made = _draft(picture, line)
    if request.method == "GET":
        return render_template(
            "deals/letter.html",
            visit=visit,
            deal=visit.deal,
            letter=made,
            line=line,
            card=picture.find(number),
        )
    typed = {
        name: request.form.get(name, getattr(made, name)).replace("\r\n", "\n").strip()[:PROSE]
        for name in ("to", "address", "subject", "body", "signed", "sender")
    }
    return _file(word.write(_paper(Letter(number=made.number, **typed))), made.name)


@blueprint.get("/deals/<ref>/consents/letters.zip")
@access(Permission.SIGNED_IN)
@of_members()
def letters(visit: Visit) -> Any:
    """Every draft in one archive."""
    queries.expect_handing(db.session, actor(), visit.ref, HandingOn.PAPERS)
    picture = Picture(visit)
    made = [_draft(picture, line) for line in picture.inventory.lines.agreements if needs_letter(line)]
    if not made:
        abort(404)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in made[:MOST_LETTERS]:
            archive.writestr(one.name, word.write(_paper(one)))
    return _file(file.getvalue(), f"{visit.ref}-letters.zip", "application/zip")


def _draft(picture: Picture, line: AgreementLine) -> Letter:
    matter = picture.inventory.matter
    return draft(matter, line, matter.agreements_by_ref[line.ref])


def _paper(letter: Letter) -> word.Paper:
    to = "\n".join(part for part in (letter.to, letter.address) if part)
    paragraphs = [part.strip() for part in letter.body.split("\n\n") if part.strip()]
    close = "\n".join(
        part for part in ("Yours sincerely", "", letter.signed, letter.sender) if part is not None
    )
    blocks: list[word.Block] = [
        word.Paragraph(letter.sender, strong=True),
        word.Paragraph(to),
        word.Paragraph(formats.day(formats.today())),
        word.Heading(letter.subject, 2),
        *(word.Paragraph(part) for part in paragraphs),
        word.Paragraph(close, keep=True),
    ]
    return word.Paper(
        title=letter.subject,
        author=letter.sender,
        made_at=clock.now(),
        blocks=blocks,
        mark="Draft",
        foot="Confidential",
    )


def _file(data: bytes, name: str, mimetype: str = word.DOCX) -> Response:
    return Response(
        data,
        mimetype=mimetype,
        headers={"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"},
    )
