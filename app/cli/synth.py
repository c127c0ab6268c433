"""``synth``: a plausible register of any size, for trials and measurements."""

import time

import click
from flask.cli import with_appcontext

from app import demo
from app.cli import instance
from app.cli.sentences import say, speaking
from app.demo import synthetic
from app.demo.drafts import drafts
from app.domain.accounts import operations as accounts
from app.domain.accounts import queries as people
from app.domain.findings import operations as findings
from app.extensions import db
from app.importing import register_file
from app.kernel import clock
from app.security.actor import SYSTEM
from app.security.roles import Role


@click.command("synth")
@click.option(
    "--third-parties",
    "count",
    type=click.IntRange(0, 1_000_000),
    required=True,
    help="How many third parties.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same register.")
@with_appcontext
@speaking
def synth(count: int, seed: int) -> None:
    """Fill an empty register with an invented one, each object written down as a draft and then completed."""
    instance.prepare()
    started = time.perf_counter()
    done = 0
    for place, document in enumerate(synthetic.documents(count, seed=seed, today=clock.now().date())):
        if place == 0:
            register_file.load(SYSTEM, document)
            _give_roles()
            continue
        if document.get("third_parties"):
            register_file.extend(SYSTEM, drafts(document))
        register_file.extend(SYSTEM, document)
        db.session.remove()
        done += len(document.get("third_parties", []))
        if document.get("third_parties"):
            say(f"{done:,} of {count:,} third parties ({time.perf_counter() - started:.0f} s)")
    found = findings.evaluate(SYSTEM)
    say(f"Judged: {found['opened']:,} findings ({time.perf_counter() - started:.0f} s).")
    say("To sign in, make a link: python -m app user link EMAIL (python -m app user list names everybody).")


def _give_roles() -> None:
    for email, roles in demo.PEOPLE.items():
        person, version = people.get(db.session, email)
        held = [Role(role) for role in roles]
        accounts.update(SYSTEM, email, person.model_copy(update={"roles": held}), version=version)


COMMANDS = [synth]
