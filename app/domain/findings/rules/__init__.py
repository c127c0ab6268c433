"""The rules, one module per family; importing this package registers every rule.

Each module of the package is imported, in alphabetical order, so a new family is a new file and nothing else.
"""

import importlib
import pkgutil

for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
