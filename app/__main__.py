"""``python -m app …``: the same commands as ``flask --app app …``."""

from flask.cli import FlaskGroup

from app import create_app


def main() -> None:
    """Run the command that was asked for."""
    FlaskGroup(name="app", create_app=create_app, add_default_commands=False, help=__doc__)(
        prog_name="python -m app"
    )


if __name__ == "__main__":
    main()
