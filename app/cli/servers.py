"""``serve`` and ``worker``: the two production processes, as many of each as wanted."""

import socket
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from app.cli import instance
from app.cli.sentences import fail, speaking
from app.extensions import db
from app.infra import collector, queue

MEMORY = Path("/dev/shm")  # noqa: S108 -- gunicorn's heartbeat files, as its documentation advises
"""Where workers touch a file to show that they live; a disk could be too slow for that."""


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads a process."
)
@pass_script_info
@speaking
def serve(info: ScriptInfo, port: int, host: str, workers: int, threads: int) -> None:
    """Serve the pages with gunicorn until stopped.

    GUNICORN_CMD_ARGS of the environment wins over the options, as with gunicorn's own command.
    """
    app = _ready(info)
    server = _server(app, f"{host}:{port}", workers, threads)
    for address in server.cfg.address:
        if isinstance(address, tuple):
            expect_free(*address[:2])
    server.run()


@click.command("worker")
@click.option("--threads", type=click.IntRange(1, 16), default=1, show_default=True, help="Jobs at a time.")
@pass_script_info
@speaking
def worker(info: ScriptInfo, threads: int) -> None:
    """Work through jobs until stopped."""
    queue.work(_ready(info), threads)


def _ready(info: ScriptInfo) -> Flask:
    """The application on a database that is up to date, with no connection open that a child could inherit."""
    app = info.load_app()
    with app.app_context():
        instance.expect_current()
        db.session.remove()
        db.engine.dispose()
    collector.relax()
    return app


def expect_free(host: str, port: int) -> None:
    """End with a sentence where something else listens on *port* already, or the address is not ours."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            fail(f"Port {port} on {host} cannot be used: {error.strerror}. Choose another with --port.")


def _server(app: Flask, bind: str, workers: int, threads: int) -> Any:
    """The web server around *app*, configured."""
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """gunicorn with our application and options."""

        def load_config(self) -> None:
            options = {
                "bind": bind,
                "workers": workers,
                "threads": threads,
                "timeout": 120,
                "graceful_timeout": 20,
                "umask": 0o077,
                "loglevel": "warning",
                "worker_tmp_dir": str(MEMORY) if MEMORY.is_dir() else None,
            }
            given = self.cfg.parser().parse_args(self.cfg.get_cmd_args_from_env())
            said = {
                name.lower(): value
                for name, value in vars(given).items()
                if value is not None and name != "args"
            }
            for name, value in (options | said).items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return app

    return Server()


COMMANDS = [serve, worker]
