"""``serve`` and ``worker`` as programs: what they need, what they listen to, how they end."""

import json
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest
from flask import Flask

from app.infra import queue
from tests.cli.running import ROOT, environment, program
from tests.instances import forget

PAUSE = threading.Event()


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


def start(instance: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "app", *arguments],
        cwd=ROOT,
        env=environment(instance, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def health(port: int, child: subprocess.Popen[str]) -> dict[str, str]:
    """What /health says, as soon as anybody answers."""
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                found: dict[str, str] = json.loads(answer.read())
                return found
        except OSError:
            assert child.poll() is None, child.communicate()
            PAUSE.wait(0.1)
    raise AssertionError("Nobody answers.")


def end(child: subprocess.Popen[str]) -> tuple[int, str]:
    """Ask *child* to end; its exit status and what it printed."""
    child.send_signal(signal.SIGTERM)
    try:
        out, error = child.communicate(timeout=60)
    finally:
        child.kill()
    return child.returncode, out + error


def test_the_web_is_served_until_told_to_end(either: Flask) -> None:
    forget(either)
    port, settings = free_port(), either.config["SETTINGS"]
    child = start(
        settings.instance, "serve", "--port", str(port), CUSTODIA_DATABASE_URL=settings.database_url
    )
    try:
        assert health(port, child) == {"process": "ok", "database": "ok", "queue": "ok"}
        taken = program(
            settings.instance, "serve", "--port", str(port), CUSTODIA_DATABASE_URL=settings.database_url
        )
        assert taken.returncode == 1
        said = (
            f"Port {port} on 127.0.0.1 cannot be used: Address already in use. Choose another with --port.\n"
        )
        assert taken.stderr == said
        assert health(port, child)["process"] == "ok"
    finally:
        status, printed = end(child)
    assert status == 0
    assert "Traceback" not in printed


def test_gunicorns_own_settings_win(empty: Flask) -> None:
    forget(empty)
    port, other = free_port(), free_port()
    arguments = f"--bind 127.0.0.1:{other} --workers 1 --access-logfile -"
    child = start(Path(empty.instance_path), "serve", "--port", str(port), GUNICORN_CMD_ARGS=arguments)
    try:
        assert health(other, child)["process"] == "ok"
        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5)
    finally:
        status, printed = end(child)
    assert status == 0
    assert '"GET /health HTTP/1.1" 200' in printed


def test_a_worker_does_what_is_handed_in_until_told_to_end(empty: Flask) -> None:
    queue.enqueue(empty, "evaluate")
    forget(empty)
    waiting = queue.of(empty.config["SETTINGS"])
    assert waiting.pending_count() == 1
    child = start(Path(empty.instance_path), "worker")
    for _ in range(600):
        if waiting.pending_count() == 0 or child.poll() is not None:
            break
        PAUSE.wait(0.1)
    status, printed = end(child)
    assert (status, waiting.pending_count(), "Traceback" in printed) == (0, 0, False)


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_without_its_tables_neither_starts(tmp_path: Path, command: str) -> None:
    done = program(tmp_path, command)
    assert (done.returncode, done.stdout) == (1, "")
    said = "The database is not up to date: run “python -m app up --empty --once” first.\n"
    assert done.stderr == said
