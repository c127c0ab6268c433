"""Section 1 of the benchmarks: how long reports take, against other setters, an empty page, and serving the file.

``python -m tests.benchmarks pdf [--runs 5] [--long-runs 1] [--only WORDS]``. A PDF is PDF/A-3a and PDF/UA-1 with its
data inside, before it is signed. Typst sets the same rows, tagged, with less in each cell; at 50,000 rows it would take
more memory than a small machine has, so it sets 10,000 of them, and its time counts five times.
"""

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.infra import collector
from app.infra.pdf import Attachment, lay_out
from app.infra.workbooks import Front, Head, Properties, Sheet, book
from app.reporting import press
from tests.benchmarks import material, reference
from tests.benchmarks.measuring import Line

Action = Callable[[], object]
SOON = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
WORDS = ("Harbour Lantern Meadow", "Quartz & Saffron, S.L.", "Tundra Velvet Willow Zephyr GmbH")


def report(argument: str) -> Action:
    """Setting a report: ``KIND SIZE FORM[,FORM]``."""
    kind, size, forms = argument.split()
    snapshot = material.snapshot(kind, int(size))
    seal = material.seal(snapshot)
    collector.relax()  # as the processes that make reports do

    def action() -> list[int]:
        return [len(press.render(kind, snapshot, seal, form)) for form in forms.split(",")]

    return action


def by_typst(argument: str) -> Action:
    """Typst setting the register: its SIZE."""
    snapshot = material.snapshot("register", int(argument))
    return lambda: reference.typst(snapshot)


def by_reportlab(argument: str) -> Action:
    """ReportLab setting the table of data lines of an inventory of SIZE items."""
    declared = reference.data_lines(material.snapshot("inventory", int(argument)))
    return lambda: reference.reportlab(declared)


def empty_page(_: str) -> Action:
    """WeasyPrint on an empty page."""
    data = Attachment("data.json", b"{}", "Data", SOON)
    html = "<!DOCTYPE html><html lang='en'><head><title>Empty</title></head><body></body></html>"
    return lambda: lay_out(html).write(data)


def workbook(rows: str) -> Action:
    """A workbook as reports are written, sealed data inside: a front, and a sheet of so many ROWS of twelve columns."""
    sheet = Sheet("Rows", [Head(f"Column {n}") for n in range(12)], [_row(n) for n in range(int(rows))])
    front = Front("About", "Benchmark", [], [], [("Rows", "rows")], [])
    return lambda: book(front, [sheet], Properties("Benchmark", "Custodia", SOON), "{}")


def bare_workbook(rows: str) -> Action:
    """XlsxWriter writing the same ROWS in constant memory, and nothing else."""
    import xlsxwriter

    held = [_row(number) for number in range(int(rows))]

    def action() -> int:
        buffer = io.BytesIO()
        written = xlsxwriter.Workbook(buffer, {"constant_memory": True})
        sheet = written.add_worksheet("Rows")
        day = written.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(held):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(number, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value)
        written.close()
        return len(buffer.getvalue())

    return action


def _row(number: int) -> tuple[str | int | dt.date, ...]:
    words = WORDS[number % 3]
    texts = (f"TP-{number:06d}", f"{words} {number}", f"{words}: contract {number * 7919 % 100_003}")
    days = (dt.date(2026, 1 + number % 12, 1 + number % 28), dt.date(2027, 1 + number % 12, 1 + number % 28))
    return (*texts, number, *days, *texts, number % 97, *texts[:2])


def again(_: str) -> Action:
    """Asking for a report that has been issued from the same data."""
    from app.reporting import issue
    from app.reporting.order import Order
    from app.security.actor import SYSTEM

    session, blobs = _demo()
    order = Order("register")
    issue.issue(session, blobs, SYSTEM, order)
    return lambda: blobs.get(_pdf_of(session, issue.issue(session, blobs, SYSTEM, order).number))


def served(_: str) -> Action:
    """Serving the file of the same report."""
    from app.reporting import issue
    from app.reporting.order import Order
    from app.security.actor import SYSTEM

    session, blobs = _demo()
    number = issue.issue(session, blobs, SYSTEM, Order("register")).number
    return lambda: blobs.get(_pdf_of(session, number))


def _pdf_of(session: Any, number: str) -> str:
    from app.domain.reports import queries

    return next(file.sha256 for file in queries.renderings(session, number) if file.format == "pdf")


def _demo() -> tuple[Any, Any]:
    """The session and the blobs of an instance with a made-up register, for as long as this process lives."""
    from app.cli import instance
    from app.demo.synthetic import documents
    from app.extensions import db
    from app.importing import register_file
    from app.infra.blobs import Blobs
    from app.security.actor import SYSTEM
    from tests.instances import make_app

    folder = Path(tempfile.mkdtemp(prefix="custodia-benchmark-"))
    app = make_app(folder)
    app.app_context().push()
    instance.prepare()
    first, *others = documents(200, today=material.TODAY)
    register_file.load(SYSTEM, first)
    for document in others:
        register_file.extend(SYSTEM, document)
    return db.session, Blobs(folder / "blobs")


LINES = (
    Line("register, 10,000 third parties", "tests.benchmarks.pdf:report", "Typst, the same table, tagged",
         "tests.benchmarks.pdf:by_typst", 0.7, "register 10000 pdf", "10000", long=True),
    Line("register, 50,000 third parties, under 1 GB", "tests.benchmarks.pdf:report", "five times Typst on 10,000",
         "tests.benchmarks.pdf:by_typst", 0.7, "register 50000 pdf", "10000", long=True, scale=5, limit=1024),
    Line("board report", "tests.benchmarks.pdf:report", "WeasyPrint on an empty page",
         "tests.benchmarks.pdf:empty_page", 4, "board 40 pdf", ""),
    Line("vendor file, 11 pages", "tests.benchmarks.pdf:report", "WeasyPrint on an empty page",
         "tests.benchmarks.pdf:empty_page", 6, "vendor 5 pdf", ""),
    Line("inventory, 2,000 items, PDF, DOCX and XLSX", "tests.benchmarks.pdf:report",
         "ReportLab paragraphs, its data lines alone", "tests.benchmarks.pdf:by_reportlab", 1,
         "inventory 2000 pdf,docx,xlsx", "2000", long=True),
    Line("a report asked for again", "tests.benchmarks.pdf:again", "serving its file",
         "tests.benchmarks.pdf:served", 2, each=25),
    Line("XLSX, 100,000 rows", "tests.benchmarks.pdf:workbook", "bare XlsxWriter, constant memory",
         "tests.benchmarks.pdf:bare_workbook", 1, "100000"),
)  # fmt: skip
