"""How people call the fields and terms of the register in their own lists, as data."""

import functools
import tomllib
from pathlib import Path
from typing import Any


@functools.cache
def read(name: str) -> dict[str, Any]:
    """The lists in the file *name* beside this one."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8"))
