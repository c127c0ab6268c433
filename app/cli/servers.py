"""``serve`` and ``worker``: the two production processes, as many of each as wanted."""

import sys
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from app.infra import queue


@click.command("serve")
@click.option(
    "--port", type=click.IntRange(1, 65_535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Processes.")
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads a process."
)
@with_appcontext
def serve(port: int, host: str, workers: int, threads: int) -> None:
    """Serve the pages with gunicorn until stopped."""
    sys.exit(run_server(current_app._get_current_object(), host, port, workers, threads))  # type: ignore[attr-defined]


def run_server(app: Any, host: str, port: int, workers: int, threads: int) -> int:
    """Run gunicorn in this process; returns when it is stopped.

    ``GUNICORN_CMD_ARGS`` of the environment wins over the options, as with the ``gunicorn`` command itself.
    """
    import os
    import shlex

    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):
        """gunicorn with our application and options."""

        def load_config(self) -> None:
            options = {
                "bind": f"{host}:{port}",
                "workers": workers,
                "threads": threads,
                "accesslog": None,
                "timeout": 120,
                "graceful_timeout": 20,
                "loglevel": "warning",
                "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112,S108
            }
            for name, value in options.items():
                if value is not None:
                    self.cfg.set(name, value)
            given = self.cfg.parser().parse_args(shlex.split(os.environ.get("GUNICORN_CMD_ARGS", "")))
            for name, value in vars(given).items():
                if value is not None and name != "args":
                    self.cfg.set(name.lower(), value)

        def load(self) -> Any:
            return app

    Server().run()
    return 0


@click.command("worker")
@click.option("--threads", type=click.IntRange(1, 16), default=1, show_default=True, help="Jobs at a time.")
@with_appcontext
def worker(threads: int) -> None:
    """Work through jobs until stopped."""
    queue.work(current_app._get_current_object(), threads)  # type: ignore[attr-defined]


COMMANDS = [serve, worker]
