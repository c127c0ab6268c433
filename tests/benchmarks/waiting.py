"""How long people wait while a long import is written: ``python -m tests.benchmarks waiting [--rows 50000]``.

The real product: an empty instance in a temporary folder on SQLite, ``serve`` and ``worker`` as processes of their
own. An officer signs in and brings a workbook in through the pages, step by step, as a job. All the while each of
several pages is asked for every half second by a visitor of its own, and another person edits a contact as often: opens
the form, changes the telephone number, saves. For each page and each step of the import the table says how often it
was asked for, the median and the slowest answer in seconds, and what else than success was answered.

A save that was turned away must answer 503, say when to try again and show what was typed once more; what did not is
counted as lost. What was saved is read back from the register at the end.
"""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import lxml.html

from app import create_app
from app.cli import instance as cli_instance
from app.domain.accounts import operations as accounts
from app.domain.accounts.records import Person
from app.domain.imports.terms import UNDER_WAY, ImportState
from app.domain.third_parties import operations as third_parties
from app.domain.third_parties import queries
from app.domain.third_parties.records import Contact, ThirdParty
from app.extensions import db
from app.importing.running import JUDGED
from app.importing.service import Importer
from app.security.actor import SYSTEM
from app.security.roles import Role
from app.settings import Settings
from tests.benchmarks.importing import workbook

EVERY = 0.5
"""Seconds from one request for a page to the next."""
PASSWORD = "quiet-river-stone-lamp"
"""Of people in an instance that is thrown away."""
OFFICER, EDITOR = "officer@lumen.example", "editor@lumen.example"
PAGES = (
    ("home", "/"),
    ("list of third parties", "/third-parties"),
    ("list by name", "/third-parties?sort=-name"),
    ("a third party", "/third-parties/TP-0001"),
    ("findings", "/findings"),
    ("the import itself", "/imports"),
)
_PAUSE = threading.Event()


@dataclass
class Seen:
    """What one visitor saw: for each step of the import, seconds and what was answered otherwise than hoped."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Run:
    """One instance with its two processes, and who visits it."""

    def __init__(self, folder: Path) -> None:
        """Prepare the instance: two people, one third party with a contact."""
        self.folder = folder
        self.app = create_app(Settings.read({}, instance=folder, log_level="ERROR"))
        self.step = "before"
        self.done = threading.Event()
        self.saved = ""
        with self.app.app_context():
            cli_instance.prepare()
            for email in (OFFICER, EDITOR):
                accounts.add(
                    SYSTEM, Person(email=email, name=email.partition("@")[0], roles=[Role.COMPLIANCE])
                )
                accounts.set_password(SYSTEM, email, PASSWORD)
            contact = Contact(name="Wim Daelemans", phone="0")
            third_parties.register(SYSTEM, ThirdParty(name="Scheldt Gem Laboratory", contacts=[contact]))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.url = f"http://127.0.0.1:{probe.getsockname()[1]}"

    @contextmanager
    def served(self) -> Iterator[None]:
        """Both processes, until the block ends."""
        environment = os.environ | {"CUSTODIA_INSTANCE": str(self.folder), "CUSTODIA_LOG_LEVEL": "WARNING"}
        commands = (["serve", "--port", self.url.rpartition(":")[2]], ["worker"])
        children = [
            subprocess.Popen([sys.executable, "-m", "app", *command], env=environment) for command in commands
        ]
        try:
            while not self._answers():
                _PAUSE.wait(0.2)
            yield
        finally:
            for child in children:
                child.terminate()
            for child in children:
                child.wait(timeout=60)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/health", timeout=2).is_success
        except httpx.TransportError:
            return False

    def signed_in(self, email: str) -> httpx.Client:
        """A browser of *email*, signed in."""
        client = httpx.Client(base_url=self.url, timeout=150, follow_redirects=True)
        sent = form_of(client.get("/sign-in").text) | {"email": email, "password": PASSWORD}
        client.post("/sign-in", data=sent).raise_for_status()
        return client

    def visit(self, seen: Seen, ask: Callable[[], str]) -> None:
        """Ask every half second, under whatever step the import is at, until it is done."""
        while not self.done.is_set():
            step, start = self.step, time.perf_counter()
            try:
                failure = ask()
            except httpx.HTTPError as error:
                failure = type(error).__name__
            taken = time.perf_counter() - start
            seen.seconds[step].append(taken)
            if failure:
                seen.failures[step].append(failure)
            _PAUSE.wait(max(0.0, EVERY - taken))

    def reading(self, path: str) -> Callable[[], str]:
        """A visitor who asks for the page at *path*."""
        client = self.signed_in(OFFICER)

        def ask() -> str:
            answer = client.get(path)
            return "" if answer.status_code == 200 else str(answer.status_code)

        return ask

    def writing(self) -> Callable[[], str]:
        """A person who edits a contact again and again."""
        client, number = self.signed_in(EDITOR), 0

        def ask() -> str:
            nonlocal number
            number += 1
            typed = f"+32 3 555 {number:04d}"
            page = client.get("/third-parties/TP-0001/edit/contacts")
            if page.status_code != 200:
                return f"{page.status_code} for the form"
            sent = form_of(page.text)
            name = next(name for name in sent if name.endswith("phone"))
            answer = client.post(str(page.url), data=sent | {name: typed}, follow_redirects=False)
            if answer.status_code == 303:
                self.saved = typed
                return ""
            lost = "" if form_of(answer.text).get(name) == typed else ", what was typed is lost"
            silent = "" if "Retry-After" in answer.headers else ", no time said"
            return f"{answer.status_code}{lost}{silent}"

        return ask

    def bring_in(self, data: bytes, said: Callable[[str, float], None]) -> None:
        """Bring the workbook *data* in through the pages; *said* is told of each step and its seconds."""
        client = self.signed_in(OFFICER)

        def timed(step: str, act: Callable[[], Any]) -> Any:
            self.step, start = step, time.perf_counter()
            found = act()
            said(step, time.perf_counter() - start)
            return found

        token = {"csrf_token": form_of(client.get("/imports/new").text)["csrf_token"]}
        _PAUSE.wait(3 * EVERY)
        page = timed(
            "read", lambda: client.post("/imports", data=token, files={"file": ("vendors.xlsx", data)})
        )
        batch = re.findall(r"/imports/([0-9a-f-]{36})", str(page.url))[0]
        page = client.post(f"/imports/{batch}/table", data=form_of(page.text, "form-page"))
        mapped = form_of(page.text, "form-page")
        timed(
            "looked at",
            lambda: (
                client.post(f"/imports/{batch}/columns", data=mapped),
                self._until(batch, ImportState.PLANNED),
            ),
        )
        timed(
            "written",
            lambda: (
                client.post(f"/imports/{batch}/write", data=token),
                self._until(batch, ImportState.COMMITTED),
            ),
        )
        timed("judged", lambda: self._until_judged(batch))
        timed(
            "taken back",
            lambda: (
                client.post(f"/imports/{batch}/undo", data=token),
                self._until(batch, ImportState.UNDONE),
            ),
        )
        timed("judged again", lambda: self._until_judged(batch))

    def _until(self, batch: str, state: ImportState) -> None:
        while True:
            with self.app.app_context():
                found = Importer(self.app.config["SETTINGS"], SYSTEM).get(batch)
                if found.state == state:
                    return
                if ImportState(found.state) not in UNDER_WAY:
                    raise SystemExit(f"The import stands at {found.state}: {found.problem}")
            _PAUSE.wait(0.1)

    def _until_judged(self, batch: str) -> None:
        """Wait until the worker has judged the findings of what it wrote."""
        with self.app.app_context():
            files = Importer(self.app.config["SETTINGS"], SYSTEM).files(batch)
        while files.progress().get("what") != JUDGED:
            _PAUSE.wait(0.1)

    def phone(self) -> str | None:
        """The telephone number on record at the end."""
        with self.app.app_context():
            return queries.get(db.session, "TP-0001")[0].contacts[0].phone


def form_of(page: str, css: str = "") -> dict[str, str]:
    """What a browser would send of the form on *page* (the first of the class *css*) that has most fields."""
    forms = [form for form in lxml.html.fromstring(page).forms if css in (form.get("class") or "")]
    form = max(forms, key=lambda one: len(one.form_values()), default=None)
    return {} if form is None else {name: value for name, value in form.form_values() if name}


def lines(seen: dict[str, Seen], step: str, seconds: float) -> Iterator[str]:
    """What was seen while *step* lasted its *seconds*, a line a page."""
    for name, one in seen.items():
        taken = one.seconds.get(step)
        if taken:
            failures = one.failures.get(step, [])
            said = "; ".join(f"{failures.count(kind)} × {kind}" for kind in dict.fromkeys(failures))
            yield (
                f"{step:<13} {seconds:6.1f}s  {name:<22} {len(taken):5}  {statistics.median(taken):6.2f}s  "
                f"{max(taken):6.2f}s  {said}"
            )


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(prog="python -m tests.benchmarks waiting", description=__doc__)
    asked.add_argument("--rows", type=int, default=50_000)
    chosen = asked.parse_args()
    # Ended from outside, the two processes end as well.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    data = workbook(chosen.rows)
    print(f"{chosen.rows:,} rows, load {os.getloadavg()[0]:.1f} of {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory(prefix="custodia-waiting-") as folder:
        run = Run(Path(folder))
        with run.served():
            seen = {name: Seen() for name, _ in PAGES} | {"a save": Seen()}
            asking = {name: run.reading(path) for name, path in PAGES} | {"a save": run.writing()}
            threads = [threading.Thread(target=run.visit, args=(seen[name], asking[name])) for name in seen]
            for thread in threads:
                thread.start()
            steps: dict[str, float] = {}

            def said(step: str, seconds: float) -> None:
                steps[step] = seconds
                print(f"{step}: {seconds:.1f} s", flush=True)

            try:
                run.bring_in(data, said)
            finally:
                run.done.set()
                for thread in threads:
                    thread.join()
        print(
            f"{'step':<13} {'took':>7}  {'page':<22} {'asked':>5}  {'median':>7}  {'slowest':>7}  else answered"
        )
        for step, seconds in steps.items():
            for line in lines(seen, step, seconds):
                print(line)
        every = [
            (taken, name) for name, one in seen.items() for some in one.seconds.values() for taken in some
        ]
        for what, of in (
            ("page", [taken for taken, name in every if name != "a save"]),
            ("save", [taken for taken, name in every if name == "a save"]),
        ):
            print(f"slowest {what} {max(of):.2f} s, median {statistics.median(of):.2f} s of {len(of):,}")
        kept = "is" if run.phone() == run.saved else "IS NOT"
        print(f"the last number that was saved {kept} what the register holds")


if __name__ == "__main__":
    main()
