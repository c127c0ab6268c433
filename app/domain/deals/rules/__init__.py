"""The rules of a deal, one module per body of law; importing this package registers every rule.

``DR-01`` to ``DR-36`` (there is no ``DR-20``) speak of data, ``CR-01`` to ``CR-08`` of contracts. Each module
of the package is imported, so a new body of law is a new file and nothing else.
"""

import importlib
import pkgutil

for _module in sorted(info.name for info in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
