"""Jobs: thin; each takes plain values, and ends in one operation or one call of the press room."""

from collections.abc import Callable
from typing import Any

from app.jobs import importing, issuing, nightly, publishing, remarked, scheduled, telling

HANDLERS: dict[str, Callable[..., Any]] = {
    "issue_report": issuing.issue,
    "take_over": issuing.take_over,
    "begin_due": scheduled.begin_due,
    "deliver": scheduled.deliver,
    "import": importing.run,
    "evaluate": nightly.evaluate,
    "erase": nightly.erase,
    "sweep": nightly.sweep,
    "tell": telling.tell,
    "invite": publishing.invite,
    "announce": publishing.announce,
    "remarked": remarked.tell,
    "mail_remark": remarked.write,
}
"""What each job does, by the name under which it is handed in."""

NIGHTLY = ("erase", "evaluate", "sweep")
"""The jobs that run once a night."""

MINUTELY = ("take_over", "begin_due", "tell", "announce")
"""The jobs that run once a minute, and when a worker starts."""
