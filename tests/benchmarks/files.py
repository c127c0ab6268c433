"""The register as a file, and ``up``: what the section ``register`` measures of them."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from app.cli import instance
from app.db.aggregate import KINDS
from app.domain.findings.reading import Source
from app.extensions import db
from app.importing import register_file
from app.importing.register_rows import LISTS
from app.infra import collector
from app.security.actor import SYSTEM
from tests.benchmarks import grown
from tests.benchmarks.measuring import WORK, Counted, Ending
from tests.instances import make_app

Action = Callable[[], object]
_PAUSE = threading.Event()
"""Never set: waiting for it is a pause."""


def _tables() -> list[str]:
    """The tables that hold what a register file holds."""
    kinds = [KINDS[kind] for kind in ("organisation", *LISTS.values())]
    return [
        name
        for model in kinds
        for name in (model.__tablename__, *(p.__tablename__ for p in model.__parts__.values()))
    ]


def _file() -> Path:
    """The register as a file, written once in a run."""
    path = Path(os.environ[WORK], f"register-{grown.size()}.json")
    if not path.exists():
        grown.opened()
        path.write_text(register_file.text(register_file.dump(Source(db.session))))
    return path


def dumped(_: str) -> Action:
    """``dump``."""
    grown.opened()
    return lambda: register_file.text(register_file.dump(Source(db.session)))


def bare_dump(_: str) -> Action:
    """The same document written by the json module, and the rows read by the driver."""
    document = json.loads(_file().read_bytes())
    connection = grown.driver(grown.folder())

    def action() -> None:
        json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True)
        for name in _tables():
            connection.execute(f"SELECT * FROM {name}").fetchall()

    return action


def loaded(_: str) -> Action:
    """``load`` into an empty instance."""
    data = _file().read_bytes()
    app = make_app(Path(tempfile.mkdtemp(prefix="load-", dir=os.environ[WORK])))
    app.app_context().push()
    instance.prepare()
    collector.relax()
    return lambda: register_file.load(SYSTEM, register_file.read(data))


def bare_load(_: str) -> Action:
    """The same document read by the json module, and the rows inserted by the driver in one transaction."""
    data = _file().read_bytes()
    source = grown.driver(grown.folder())
    rows = {name: source.execute(f"SELECT * FROM {name}").fetchall() for name in _tables()}
    home = Path(tempfile.mkdtemp(prefix="load-", dir=os.environ[WORK]))
    app = make_app(home)
    with app.app_context():
        instance.prepare()
        db.session.remove()
        db.engine.dispose()
    connection = grown.driver(home)
    # What the product brings along, the vocabulary, is in the rows as well.
    for name in _tables():
        connection.execute(f"DELETE FROM {name}")

    def action() -> None:
        json.loads(data)
        connection.execute("BEGIN IMMEDIATE")
        for name, some in rows.items():
            if some:
                marks = ", ".join("?" * len(some[0]))
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", some)
        connection.execute("COMMIT")

    return action


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def wait_for(port: int, path: str, process: subprocess.Popen[bytes], *, patience: float = 180) -> None:
    """Return as soon as *path* is answered; raise where *process*, which is to serve it, has ended or is too slow."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The server ended with status {process.returncode}.")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
            return
        except OSError:
            _PAUSE.wait(0.02)
        finally:
            connection.close()
    raise RuntimeError(f"Nothing answers at {path}.")


def stop(process: subprocess.Popen[bytes]) -> None:
    """End *process* and whatever it started."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def work_of(group: int) -> float:
    """Seconds of the processor that the processes of *group* took so far, with those that have ended."""
    ticks = 0
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        if int(fields[2]) == group:
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def brought_up(options: str) -> Action:
    """``up`` in an empty folder, until its pages are served."""

    def action() -> Counted:
        home = Path(tempfile.mkdtemp(prefix="up-", dir=os.environ[WORK]))
        port = free_port()
        command = [sys.executable, "-m", "app", "up", "--port", str(port), *options.split()]
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env=grown.environment(home), stdout=subprocess.DEVNULL, start_new_session=True
        )
        running.append((process, home))
        wait_for(port, "/health", process)
        return Counted(time.perf_counter() - started, work_of(process.pid))

    running: list[tuple[subprocess.Popen[bytes], Path]] = []
    return Ending(action, lambda: [_clean(*one) for one in running])


def _clean(process: subprocess.Popen[bytes], home: Path) -> None:
    stop(process)
    shutil.rmtree(home, ignore_errors=True)


def imported(_: str) -> Action:
    """A new process that imports Flask, SQLAlchemy and WeasyPrint."""
    command = [sys.executable, "-c", "import flask, sqlalchemy, weasyprint"]
    return lambda: subprocess.run(command, check=True)
