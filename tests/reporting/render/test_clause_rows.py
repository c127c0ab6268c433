"""R4 as pages show it: the count of each agreement, what is not plainly present, and the words of the rest."""

from app.reporting.render.ledger import LedgerTable
from app.reporting.render.views.clauses import view
from app.reporting.snapshot.clauses import collect_clauses
from tests.reporting import samples
from tests.reporting.samples import read


def texts(table: LedgerTable) -> list[list[str]]:
    """The words of each cell, row by row; a new line stands as a space."""
    rows = list(table.rows())
    assert len(rows) == table.count
    return [["".join(run.text for run in cell).replace("\n", " ") for cell in row.cells] for row in rows]


def tables() -> dict[str, LedgerTable]:
    """The tables of an agreement with a clause of each state and one with a remark, and of one wholly present."""
    mixed = samples.agreement(
        1, "TP-0001", [], kind="nda", title="Mixed",
        clauses=[
            *read("conf.parties", quote="The parties"),
            *read("conf.definition", quote="All data", note="Wider than ours."),
            *read("conf.return", state="absent"),
            *read("conf.no_training", state="not_applicable"),
            *read("conf.use_restriction", state="partial", ref="Schedule 3, paragraph 12.4(b), second sentence"),
        ],
    )  # fmt: skip
    held = samples.third_party(1, name="Veloz", risk_tier="high")
    found = collect_clauses([samples.Dossier(held, (mixed,), ())], samples.context(), people=samples.PEOPLE)
    return dict(view(found))


def test_the_counts_of_an_agreement_add_up_to_what_it_is_asked_for() -> None:
    [row] = texts(tables()["papers"])

    asked, present, partly, absent, unread = map(int, row[-5:])
    assert (present, partly, absent) == (2, 1, 1)
    assert asked == present + partly + absent + unread
    assert "5 clauses read by one person alone" in row[0]


def test_only_what_is_not_plainly_present_stands_in_front_and_only_the_rest_behind() -> None:
    shown = tables()

    assert sorted(row[2] for row in texts(shown["open"])) == [
        "Absent",
        "Not applicable",
        "Not assessed",
        "Partly present",
        "Present",
    ]
    assert [row[2] for row in texts(shown["texts"])] == ["7.1 “The parties” "]


def test_a_reference_of_many_words_may_break_over_lines() -> None:
    styles = {
        run.style
        for row in tables()["open"].rows()
        for cell in row.cells
        for run in cell
        if run.text.startswith("Schedule 3")
    }

    assert styles == {"where"}
