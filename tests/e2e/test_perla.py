"""Project Perla from draft to the register after closing, in the browser, by counsel, compliance and a guest."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest
from docx import Document
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from app import create_app
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.agreements import operations as agreements
from app.domain.agreements.records import Agreement
from app.domain.organisation import operations as organisation
from app.domain.organisation.records import Entity
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties.records import ThirdParty
from app.extensions import db
from app.kernel import clock
from app.reporting.papers import text_as_pdf
from app.reporting.press import check_embedded
from app.security.actor import SYSTEM
from app.security.roles import Role
from app.settings import Settings
from tests.e2e.conftest import PASSWORD, VIEWPORTS, Served, assert_accessible, sign_in

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

COUNSEL, SECOND, GUEST = (
    "perla.counsel@lumen.example",
    "perla.second@lumen.example",
    "perla@whitcombe.example",
)
TODAY = clock.now().date()
LATER = TODAY + dt.timedelta(days=60)


@dataclass
class People:
    """Everybody who takes part, each in a browser of their own."""

    counsel: Page
    second: Page
    officer: Page
    guest: Page
    courier: str
    buyer: str


@pytest.fixture
def people(browser: Browser, served: Served) -> Iterator[People]:
    """Two counsel, the compliance officer and a guest, signed in; nobody's console reports an error."""
    courier, buyer = _prepared(create_app(Settings.read({}, instance=served.instance, log_level="ERROR")))
    problems: list[str] = []
    pages = []
    for email in (COUNSEL, SECOND, served.officer, GUEST):
        context = browser.new_context(base_url=served.url, viewport=VIEWPORTS["wide"], accept_downloads=True)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", _policy(problems))
        sign_in(page, email)
        pages.append(page)
    yield People(*pages, courier=courier, buyer=buyer)
    for page in pages:
        page.context.close()
    assert problems == []


def _policy(problems: list[str]) -> Callable[[ConsoleMessage], None]:
    def note(said: ConsoleMessage) -> None:
        if "Content Security Policy" in said.text:
            problems.append(said.text)

    return note


def _prepared(app: Flask) -> tuple[str, str]:
    """A register with a courier whose terms need consent; returns the references of courier and buyer."""
    with app.app_context():
        for email, name, role in (
            (COUNSEL, "Pilar Counsel", Role.COUNSEL),
            (SECOND, "Sol Second", Role.COUNSEL),
            (GUEST, "Eleanor Whitcombe", Role.GUEST),
        ):
            accounts.add(SYSTEM, Person(email=email, name=name, roles=[role]))
            accounts.set_password(SYSTEM, email, PASSWORD)
        buyer = organisation.register(
            SYSTEM, Entity.parse({"legal_name": "Ostrander & Vale", "kind": "external", "country": "ES"})
        )
        courier = third_parties.register(
            SYSTEM, ThirdParty.parse({"name": "Correo Perla", "role": "processor", "status": "active"})
        )
        signed = dt.date(2024, 1, 2)
        agreements.register(
            SYSTEM,
            Agreement.parse(
                {
                    "third_party": courier.ref,
                    "kind": "msa",
                    "title": "Carriage of parcels",
                    "stage": "in_force",
                    "acceptance": "esign",
                    "signed_us_on": signed,
                    "signed_them_on": signed,
                    "effective_on": signed,
                    "evergreen": True,
                    "assignment": {"rule": "consent", "ref": "7.2"},
                }
            ),
        )
        db.session.remove()
        db.engine.dispose()
    return courier.ref or "", buyer.ref or ""


def test_project_perla_from_draft_to_the_register_after_closing(people: People, tmp_path: Path) -> None:
    ref = _opened(people)
    _let_in(people, ref)
    _segments(people.counsel, ref)
    _moved(people.counsel, ref, "Due diligence", "The agreement is signed tonight.")
    _reviewed(people, ref)
    _asked_and_answered(people, ref)
    _gates_and_consent(people.counsel, ref)
    _moved(people.counsel, ref, "Signed", day=TODAY)
    signing = _issued(people.officer, ref, "Signing", tmp_path)
    _changed_after_signing(people, ref)
    _moved(people.counsel, ref, "Closed", day=TODAY)
    closing = _issued(people.officer, ref, "Closing", tmp_path)
    _compared(people.officer, ref, signing, closing)
    _released(people.counsel, ref, closing)
    _taken_by_the_guest(people.guest, ref, closing)
    _register_moved(people, ref)


def _opened(people: People) -> str:
    """Counsel opens the deal: who sells what to whom, when, under which agreement."""
    page = people.counsel
    page.goto("/deals")
    assert_accessible(page)
    page.get_by_role("link", name="Open a deal").first.click()
    field(page, "Codename").fill("Project Perla")
    field(page, "Structure").select_option("asset_part")
    field(page, "Perimeter").select_option("part")
    field(page, "What moves").fill("The engagement-ring line with its atelier.")
    page.get_by_role("checkbox", name=re.compile(people.courier)).check()
    field(page, "Agreement").fill("Asset purchase agreement")
    field(page, "Schedule").fill("4.12")
    field(page, "Signing on").fill(TODAY.isoformat())
    field(page, "Closing on").fill(LATER.isoformat())
    field(page, "Buyer").select_option(people.buyer)
    field(page, "Adopts the promises").select_option("yes")
    field(page, "Same line of business").check()
    assert_accessible(page)
    page.get_by_role("button", name="Open the deal").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Project Perla")
    return page.url.rpartition("/")[2]


def _let_in(people: People, ref: str) -> None:
    """Counsel lets the others in, the guest until a day; before that nobody finds the deal."""
    assert people.guest.goto(f"/deals/{ref}").status == 404  # type: ignore[union-attr]
    page = people.counsel
    for email, until in (("officer@lumen.example", ""), (SECOND, ""), (GUEST, LATER.isoformat())):
        page.get_by_label("Add a person").select_option(email)
        page.locator("#member-until").fill(until)
        page.get_by_role("button", name="Save the member").click()
        expect(page.locator("#members").get_by_text(email, exact=True)).to_be_visible()
    assert_accessible(page)


def _segments(page: Page, ref: str) -> None:
    """Counsel lists the data that move, each kind of people apart."""
    for name, relation, records in (
        ("Rings on order", "active_contract", 412),
        ("Wish lists", "prospect", 5240),
    ):
        page.goto(f"/deals/{ref}/segments/new")
        field(page, "Name").fill(name)
        field(page, "Relation").select_option(relation)
        page.get_by_role("checkbox", name="E-mail address", exact=True).check()
        field(page, "Records at signing").fill(str(records))
        if name == "Wish lists":
            assert_accessible(page)
        page.locator(".submit-bar button[type=submit]").click()
        expect(page.get_by_role("link", name=name)).to_be_visible()


def _moved(page: Page, ref: str, stage: str, reason: str = "", day: dt.date | None = None) -> None:
    """Counsel moves the deal; what is open is passed over with a reason alone."""
    page.goto(f"/deals/{ref}")
    page.locator("summary", has_text=f"Move to {stage}").click()
    panel = page.locator("details.confirm[open] form.panel")
    if day is not None:
        panel.locator("input[type=date]").fill(day.isoformat())
    if reason:
        panel.locator("textarea").fill(reason)
    else:
        expect(panel.get_by_text("The stage asks for more")).to_have_count(0)
    panel.get_by_role("button").click()
    expect(page.locator(".flashes")).to_contain_text(f"is now at the stage “{stage}”")


def _reviewed(people: People, ref: str) -> None:
    """Every line by keyboard, one of them otherwise than proposed, which another person approves."""
    page = people.counsel
    page.goto(f"/deals/{ref}/inventory")
    assert_accessible(page)
    lines = page.locator("details.line > summary")
    expect(lines).to_have_count(3)
    lines.first.focus()
    page.keyboard.press("d")
    page.keyboard.press("Enter")
    expect(page.locator(".flashes")).to_contain_text("A-001 is decided")
    lines.first.focus()
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("x")
    page.get_by_role("button", name="Decide as proposed").first.click()
    expect(page.get_by_text("Every line is decided")).to_be_visible()

    page.goto(f"/deals/{ref}/inventory/A-002")
    page.locator("summary", has_text="Decide anew").click()
    page.locator("#a-002-disposition").select_option("EXCLUDE")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator("#problem")).to_contain_text("Reason: is required to decide against")
    page.locator("#a-002-reason").fill("The buyer does not want wish lists.")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.locator(".flashes")).to_contain_text("another person must approve it")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    assert_accessible(page)

    other = people.second
    other.goto(f"/deals/{ref}/inventory")
    other.get_by_role("button", name="Tick all on this page").click()
    other.get_by_role("button", name="Approve", exact=True).first.click()
    expect(other.locator(".flashes")).to_contain_text("approved")
    other.goto(f"/deals/{ref}/inventory/A-002")
    expect(other.get_by_role("blockquote")).to_contain_text("The buyer does not want wish lists.")


def _asked_and_answered(people: People, ref: str) -> None:
    """The guest accepts the terms, sees the room and nothing else, asks, and reads the answer of compliance."""
    page = people.counsel
    page.goto(f"/deals/{ref}")
    page.locator("#paper-file").set_input_files(
        {"name": "Annex.pdf", "mimeType": "application/pdf", "buffer": text_as_pdf("Annex of the systems")}
    )
    page.locator("#paper-note").fill("Annex of the systems")
    page.locator("#papers").get_by_label("Guests see it").check()
    page.get_by_role("button", name="File it").click()
    expect(page.locator(".flashes")).to_contain_text("is filed with the deal")

    guest = people.guest
    guest.goto("/")
    assert_accessible(guest)
    guest.get_by_role("link", name="Project Perla").click()
    expect(guest.get_by_role("heading", level=1)).to_have_text("Terms of access")
    assert_accessible(guest)
    guest.get_by_role("button", name="I accept").click()
    expect(guest.locator(".flashes")).to_contain_text("You accepted the terms")
    expect(guest.get_by_role("search")).to_have_count(0)
    expect(guest.get_by_text("Wish lists")).to_have_count(0)
    assert guest.request.get(f"/deals/{ref}/inventory").status == 404
    field(guest, "Ask a question").fill("Where are the rings on order kept?")
    field(guest, "Line of the schedule").fill("A-001")
    field(guest, "To be answered by").select_option("officer@lumen.example")
    guest.get_by_role("button", name="Ask").click()
    expect(guest.locator(".flashes")).to_contain_text("it waits for Olivia Serra")
    assert_accessible(guest)

    officer = people.officer
    officer.goto("/deals/remarks")
    expect(officer.get_by_text("Where are the rings on order kept?")).to_be_visible()
    assert_accessible(officer)
    officer.get_by_role("link", name="A-001").click()
    officer.locator("summary", has_text="Answer R-001").click()
    officer.locator("#answer-R-001").fill("In the ring configurator in Hamburg.")
    officer.get_by_role("button", name="Answer", exact=True).click()
    expect(officer.locator(".flashes")).to_contain_text("The answer is written")
    guest.reload()
    expect(guest.get_by_text("In the ring configurator in Hamburg.")).to_be_visible()
    with guest.expect_download() as annex:
        guest.get_by_role("link", name="Download Annex.pdf").click()
    assert "/CustodiaCopy" in _marks(Path(annex.value.path()).read_bytes())


def _gates_and_consent(page: Page, ref: str) -> None:
    """The letter to the courier is taken, its consent recorded with the answer, and each gate met with evidence."""
    page.goto(f"/deals/{ref}/consents")
    assert_accessible(page)
    page.get_by_role("link", name="Draft of the letter for E-001").click()
    with page.expect_download() as letter:
        page.get_by_role("button", name="Take it as a Word file").click()
    said = "\n".join(
        part.text for part in Document(io.BytesIO(Path(letter.value.path()).read_bytes())).paragraphs
    )
    assert "Carriage of parcels" in said
    assert "Perla" not in said.replace("Correo Perla", "")
    page.get_by_role("link", name="Record that it was sent").click()
    for status in ("requested", "received"):
        page.locator("summary", has_text="Record the consent to E-001").click()
        page.locator("#e-001-status").select_option(status)
        if status == "received":
            page.locator("#e-001-answer").set_input_files(
                {"name": "Consent.pdf", "mimeType": "application/pdf", "buffer": text_as_pdf("We consent.")}
            )
        page.get_by_role("button", name="Save the consent").click()
        expect(page.locator(".flashes")).to_contain_text(f"the consent is recorded as {status}")
    page.goto(f"/deals/{ref}/gates")
    assert_accessible(page)
    for _ in range(12):
        waiting = page.locator("details.more:has(form.gate-form):has-text('Record')").first
        if not waiting.count():
            break
        waiting.locator("summary").click()
        waiting.get_by_label("Met on").fill(TODAY.isoformat())
        waiting.get_by_label("Evidence").fill("Letter of today, on file")
        waiting.get_by_role("button").click()
        expect(page.locator(".flashes")).to_contain_text("is recorded on")


def _issued(page: Page, ref: str, mark: str, folder: Path) -> str:
    """Compliance issues the schedule; its file says what it is, and its number is returned."""
    page.goto(f"/deals/{ref}")
    page.get_by_role("button", name="Issue the inventory PDF").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download PDF").click()
    file = folder / f"{mark}.pdf"
    download.value.save_as(file)
    embedded = check_embedded(file.read_bytes())
    assert embedded is not None
    assert embedded.altered == ()
    assert embedded.snapshot["data"]["mark"] == mark.lower()
    page.goto(f"/deals/{ref}")
    expect(page.locator("#reports").get_by_text(mark, exact=True)).to_be_visible()
    assert_accessible(page)
    return embedded.seal.number


def _changed_after_signing(people: People, ref: str) -> None:
    """After signing counsel counts anew, and compliance reads the courier's clause again."""
    page = people.counsel
    page.goto(f"/deals/{ref}")
    page.get_by_role("link", name="Rings on order").click()
    field(page, "Records at closing").fill("430")
    field(page, "System").fill("Ring configurator, Hamburg")
    page.locator(".submit-bar button[type=submit]").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Project Perla")
    officer = people.officer
    officer.goto(f"/third-parties/{people.courier}")
    officer.get_by_role("link", name="Carriage of parcels").first.click()
    officer.get_by_role("link", name="Edit", exact=True).click()
    field(officer, "Governing law").fill("Spain")
    officer.locator(".submit-bar button[type=submit]").click()
    expect(officer.locator("main")).to_contain_text("Spain")


def _compared(page: Page, ref: str, signing: str, closing: str) -> None:
    """What changed between both schedules, on the screen and as a report of its own."""
    page.goto(f"/reports/{closing}")
    page.get_by_label("Compare with").select_option(signing)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What changed")
    expect(page.locator("main")).to_contain_text("430")
    assert_accessible(page)
    page.get_by_role("button", name="Issue as report R11").click()
    expect(page.get_by_role("link", name="Download PDF")).to_be_visible(timeout=90_000)


def _released(page: Page, ref: str, closing: str) -> None:
    """Counsel shows the closing schedule to guests, once told that they get it whole."""
    page.goto(f"/deals/{ref}")
    report = page.locator("#reports li").filter(has_text=closing)
    report.locator("summary").click()
    expect(report.locator("form.panel")).to_contain_text("the questions for counsel included")
    report.get_by_role("button", name="Show to guests").click()
    expect(page.locator(".flashes")).to_contain_text(f"Guests see {closing} from now on")
    assert_accessible(page)


def _taken_by_the_guest(page: Page, ref: str, closing: str) -> None:
    """The guest reads the schedule on the screen, and takes a copy that carries their name on each page."""
    page.goto(f"/deals/{ref}")
    page.get_by_role("link", name=f"Read {closing}").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Personal Information")
    page.go_back()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"PDF of {closing}").click()
    data = Path(download.value.path()).read_bytes()
    assert _marks(data) == {"/CustodiaCopy"}
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) > 5
    assert_accessible(page)


def _register_moved(people: People, ref: str) -> None:
    """What the register must say after closing, as a preview and then for good, told to whom it concerns."""
    page = people.counsel
    page.goto(f"/deals/{ref}")
    page.get_by_role("link", name="After closing").click()
    assert_accessible(page)
    page.get_by_role("button", name="Move it in the register").click()
    expect(page.locator(".flashes")).to_contain_text("of the register changed")
    page.get_by_role("checkbox", name=re.compile("Correo Perla")).check()
    page.locator("#told-on").fill(TODAY.isoformat())
    page.get_by_role("button", name="Record for the ticked ones").click()
    expect(page.locator("#told")).to_contain_text("told")


def _marks(data: bytes) -> set[str]:
    """The forms that every page of the PDF *data* draws as a copy's mark."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        drawn = [set(page.obj.Resources.XObject.keys()) for page in pdf.pages]
    return set.intersection(*drawn) & {"/CustodiaCopy"}


def field(page: Page, label: str) -> Locator:
    """The field under *label*, whether or not a word on what is required stands beside it."""
    found = page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s[\s\S]*)?$"))
    return page.locator("input, select, textarea").and_(found).first
