"""Commands: arguments in, one operation out."""

import importlib
import pkgutil

import click


def commands() -> list[click.Command]:
    """Every command of this package: each module lists its own in ``COMMANDS``."""
    found: list[click.Command] = []
    for module in pkgutil.iter_modules(__path__, __name__ + "."):
        found.extend(getattr(importlib.import_module(module.name), "COMMANDS", []))
    return found
