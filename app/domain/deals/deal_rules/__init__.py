"""The findings of a deal, DEAL-01 to DEAL-14; importing this package registers every one.

They have a registry of their own: a deal is visible to its members only, so the ordinary run over the
register never evaluates them.
"""

import importlib
import pkgutil

for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
