"""How far the page setter is: WeasyPrint says which page it lays out, and nothing else asks it."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def pages_told(tell: Callable[[int], None]) -> Iterator[None]:
    """Call *tell* with the number of each page that this thread begins to lay out inside the block.

    What *tell* raises ends the setting of pages: a report that was cancelled is not set to its end.
    """
    logger = logging.getLogger("weasyprint.progress")
    thread = threading.get_ident()

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.thread == thread and isinstance(record.args, tuple) and "Page %d" in str(record.msg):
                tell(int(str(record.args[0])))

    listener = Listener(logging.INFO)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)
