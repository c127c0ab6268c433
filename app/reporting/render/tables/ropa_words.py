"""What several tables of R7 say of an activity in one cell."""

from app.reporting.render.tables.words import Words, joined
from app.reporting.render.writing import day
from app.reporting.snapshot.schema.ropa import ActivityRow


def recipients(row: ActivityRow, words: Words) -> str | None:
    """Recipients as recorded with the activity, then those that its flows name, with their roles."""
    named = (f"{one['name']} ({words.of(one['role'], 'role')})" for one in row["third_parties"])
    return joined([*row["recipients"], *named])


def safeguards(row: ActivityRow, words: Words) -> str | None:
    """Third countries with the mechanism recorded for each, once."""
    return joined(
        dict.fromkeys(
            f"{words.of(one['country'], 'country')}: {words.of(one['mechanism'], 'mechanism') or 'none recorded'}"
            + (f", assessed {day(one['assessed_on'])}" if one["assessed_on"] else "")
            for one in row["transfers"]
        )
    )


def limits(row: ActivityRow, words: Words) -> str | None:
    """Erasure limits by category."""
    return joined(
        f"{words.of(one['category'], 'category')}: "
        + (
            " ".join(filter(None, (one["period"], one["trigger"] and f"from {one['trigger']}")))
            or "not recorded"
        )
        for one in row["retention"]
    )
