"""The collector of cycles, set for processes that hold much for long: registers read whole, inventories, reports.

By default CPython goes through young objects after every 700 that came, and through all of them again and again while
much is built that stays. Almost nothing here forms cycles, so that is work for nothing: of a deal's list of 2,000 lines
it was more than half of the time, of a report a quarter.
"""

import gc

YOUNG, MIDDLE, OLD = 50_000, 20, 20
"""After how many new objects, and rounds of younger ones, each generation is gone through."""


def relax() -> None:
    """Let the collector run seldom, and never through what the process holds by now: code, tables, templates.

    To be called once everything is loaded and before a server forks, so that its children share those pages.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
