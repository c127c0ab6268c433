"""Section 2 of the benchmarks: pages and interface, served as ``serve`` does, with two workers on loopback.

``python -m tests.benchmarks pages [--size 1000]``. ``wrk`` asks for three seconds, with 16 connections, of which the
time is that of one of all requests, or with one, of which it is the median latency. Work is that of the server for one
request. On the line on memory seconds stand for megabytes.
"""

import http.client
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from app.domain.accounts import api_tokens, sign_in
from app.domain.accounts import queries as people
from app.extensions import db
from app.pages.kit.access import COOKIE
from app.security.actor import SYSTEM
from app.security.permissions import Permission
from app.security.roles import Role
from tests.benchmarks import bare, grown
from tests.benchmarks.files import free_port, stop, wait_for, work_of
from tests.benchmarks.measuring import WORK, Counted, Ending, Line
from tests.instances import forget

NEEDS = "wrk"
SECONDS = 3
MEMORY_SECONDS = 10
OF_ONE = "/third-parties/TP-0003"
LIST = "/third-parties?status=active&sort=-findings&size=50"
_UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0}

Headers = Mapping[str, str]


def _signed_in(role: Role) -> Headers:
    """The headers of a browser in which a person of *role* is signed in."""
    app = grown.opened()
    actor = people.actor_of(db.session, grown.person(role))
    assert actor is not None
    token = sign_in.open_session(actor, address="127.0.0.1", agent="benchmark")
    forget(app)
    return {"Cookie": f"{COOKIE}={token}"}


def _product() -> tuple[subprocess.Popen[bytes], int]:
    port = free_port()
    command = [sys.executable, "-m", "app", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=grown.environment(grown.folder()), start_new_session=True)
    wait_for(port, "/health", process)
    return process, port


def _bare() -> tuple[subprocess.Popen[bytes], int]:
    database = Path(os.environ[WORK], f"bare-{grown.size()}.sqlite3")
    if not database.exists():
        shutil.copyfile(grown.database(grown.folder()), database)
        bare.prepare(database)
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "-b", f"127.0.0.1:{port}", "--log-level", "warning"]
    command += ["-w", "2", "--threads", "4", "tests.benchmarks.bare:loaded()"]
    process = subprocess.Popen(
        command, env=os.environ | {bare.DATABASE: str(database)}, start_new_session=True
    )
    wait_for(port, "/empty", process)
    return process, port


def _wrk(
    process: subprocess.Popen[bytes], port: int, path: str, headers: Headers, connections: int, seconds: int
) -> Counted:
    """What ``wrk`` finds at *path*; raises where an answer was none."""
    command = [
        "wrk",
        "--latency",
        "--timeout",
        "30s",
        f"-t{min(connections, 2)}",
        f"-c{connections}",
        f"-d{seconds}s",
    ]
    command += [part for name, value in headers.items() for part in ("-H", f"{name}: {value}")]
    begun = work_of(process.pid)
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}{path}"], capture_output=True, text=True, check=True
    )
    worked = work_of(process.pid) - begun
    if "Non-2xx" in said.stdout or "Socket errors" in said.stdout:
        raise RuntimeError(f"{path} was not answered each time:\n{said.stdout}")
    requests, rate = (
        float(re.search(pattern, said.stdout)[1])  # type: ignore[index]
        for pattern in (r"(\d+) requests in", r"Requests/sec:\s+([\d.]+)")
    )
    median = re.search(r"50%\s+([\d.]+)(us|ms|s)", said.stdout)
    assert median is not None
    if not requests:
        return Counted(seconds, worked)
    return Counted(1 / rate if connections > 1 else float(median[1]) * _UNITS[median[2]], worked / requests)


def _asked(
    server: tuple[subprocess.Popen[bytes], int], path: str, headers: Headers, connections: int
) -> Callable[[], object]:
    process, port = server
    try:
        _wrk(process, port, path, headers, 16, SECONDS)  # what a process reads once
    except BaseException:
        stop(process)
        raise
    return Ending(lambda: _wrk(process, port, path, headers, connections, SECONDS), lambda: stop(process))


def page(argument: str) -> Callable[[], object]:
    """A page of the product: ``CONNECTIONS ROLE PATH``, where ``THEN`` in the path is the instant in the past."""
    connections, role, path = argument.split()
    headers = _signed_in(Role(role))
    return _asked(_product(), path.replace("THEN", grown.then()), headers, int(connections))


def bare_page(argument: str) -> Callable[[], object]:
    """A page of the bare application: ``CONNECTIONS PATH``."""
    connections, path = argument.split()
    return _asked(_bare(), path, {}, int(connections))


def interface(path: str) -> Callable[[], object]:
    """The median latency of *path* of the interface, asked a hundred times in a row: a token may not ask for more."""
    app = grown.opened()
    made = api_tokens.make(
        SYSTEM, grown.person(Role.COMPLIANCE), "benchmark", [Permission.REGISTER_READ.value], 1
    )
    forget(app)
    process, port = _product()
    connection = http.client.HTTPConnection("127.0.0.1", port)

    def action() -> Counted:
        taken = []
        begun = work_of(process.pid)
        for _ in range(100):
            started = time.perf_counter()
            connection.request("GET", path, headers={"Authorization": f"Bearer {made.secret}"})
            answer = connection.getresponse()
            answer.read()
            taken.append(time.perf_counter() - started)
            assert answer.status == 200
        return Counted(statistics.median(taken), (work_of(process.pid) - begun) / 100)

    return Ending(action, lambda: stop(process))


def peer(seconds: str) -> Callable[[], object]:
    """What was measured of another product on a machine of this kind."""
    return lambda: Counted(float(seconds), float(seconds))


def _resident(process: subprocess.Popen[bytes]) -> Counted:
    """Megabytes of the largest worker of *process*."""
    sizes = []
    for file in Path("/proc").glob("[0-9]*/status"):
        try:
            said = dict(line.split(":", 1) for line in file.read_text().splitlines())
        except OSError:
            continue  # it has ended meanwhile
        if int(said["PPid"]) == process.pid:
            sizes.append(int(said["VmRSS"].split()[0]) / 1024)
    return Counted(max(sizes), max(sizes))


def memory(_: str) -> Callable[[], object]:
    """A web process after thousands of pages of several kinds."""
    headers = _signed_in(Role.COMPLIANCE)
    process, port = _product()
    for path in ("/", LIST, OF_ONE, "/findings", "/search?q=data"):
        _wrk(process, port, path, headers, 16, MEMORY_SECONDS)
    return Ending(lambda: _resident(process), lambda: stop(process))


def bare_memory(_: str) -> Callable[[], object]:
    """An empty Flask application with the same libraries after as many seconds of an empty page."""
    process, port = _bare()
    _wrk(process, port, "/empty", {}, 16, MEMORY_SECONDS)
    return Ending(lambda: _resident(process), lambda: stop(process))


def _against(title: str, path: str, beside: str, there: str, target: float) -> tuple[Line, ...]:
    """Lines of *path*, seen by the compliance officer, with 16 connections and with one."""
    return tuple(
        Line(f"{title}, {said}", "tests.benchmarks.pages:page", beside, "tests.benchmarks.pages:bare_page", target,
             f"{count} compliance {path}", f"{count} {there}", long=True, each=3)
        for count, said in ((16, "16 connections"), (1, "one connection"))
    )  # fmt: skip


def _past(title: str, path: str, target: float | None) -> Line:
    then = f"{path}{'&' if '?' in path else '?'}as_of=THEN"
    both = "tests.benchmarks.pages:page"
    return Line(title, both, "the same now", both, target, f"1 compliance {then}", f"1 compliance {path}",
                long=True, each=3)  # fmt: skip


LINES = (
    *_against("list of third parties", LIST, "bare SQL and template", "/list", 2),
    *_against("search over everything", "/search?q=analytics", "bare trigrams", "/search?q=analytics", 2),
    *_against("page of a third party", OF_ONE, "bare queries", "/third-party/TP-0003", 3),
    *(Line(f"home of {role.label.lower()}, 16 connections", "tests.benchmarks.pages:page", "a page with nothing",
           "tests.benchmarks.pages:bare_page", None, f"16 {role.value} /", "16 /empty", long=True, each=3)
      for role in Role),
    _past("list of third parties as of the past", LIST, None),
    _past("page of a third party as of the past", OF_ONE, 2),
    Line("list of third parties as JSON, one connection", "tests.benchmarks.pages:interface",
         "CISO Assistant, 50 of 1,000, measured elsewhere", "tests.benchmarks.pages:peer", 0.1,
         "/api/v1/third-parties?limit=50", "0.16", long=True, each=3),
    Line("memory of a web process after thousands of pages, in MB", "tests.benchmarks.pages:memory",
         "an empty Flask application", "tests.benchmarks.pages:bare_memory", 2, long=True),
)  # fmt: skip
