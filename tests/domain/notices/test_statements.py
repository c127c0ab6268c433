"""What a notice says and lacks: a person's reading counts, words only propose."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.notices.records import Notice, Said
from app.domain.notices.statements import DUTIES, Basis, standings
from app.domain.notices.terms import Statement, StatementState

SEED = (
    "Lumen takes precautions. We may share data with those who help us. To be taken off the list, write to us with "
    "“remove” as the subject. The internet is not 100% secure."
)
FULL = """Effective date: 1 May 2026. Lumen S.L. is the data controller, with its registered office at Calle Mayor 1.
It is established in Spain. Our data protection officer answers at dpo@lumen.example. The legal basis is your contract.
We keep your orders for 6 years. You have the right to access your data. You may lodge a complaint with us or others.
Our payment providers receive your name. We rely on standard contractual clauses. We use cookies.
We may change this policy."""


def found(notice: Notice) -> dict[Statement, tuple[StatementState | None, Basis]]:
    return {one.key: (one.state, one.basis) for one in standings(notice)}


def test_every_statement_has_a_duty_with_a_source_and_a_cure() -> None:
    assert list(DUTIES) == list(Statement)
    assert all(duty.citation and duty.cure.endswith(".") for duty in DUTIES.values())


def test_a_notice_like_the_seed_appears_to_lack_everything() -> None:
    states = found(Notice(text=SEED))

    assert set(states.values()) == {(StatementState.NOT_STATED, Basis.WORDS)}
    assert {one.words for one in standings(Notice(text=SEED))} == {"Appears not stated"}
    assert all(one.is_gap for one in standings(Notice(text=SEED)))


def test_a_full_notice_appears_to_say_everything_and_where() -> None:
    made = standings(Notice(text=FULL))

    assert [one.key for one in made if one.is_gap] == []
    assert {one.basis for one in made} == {Basis.WORDS}
    places = {one.key: one.sentence_no for one in made}
    assert (places[Statement.EFFECTIVE_DATE], places[Statement.RETENTION], places[Statement.CHANGES]) == (
        1,
        6,
        12,
    )


def test_a_reading_replaces_what_the_words_propose() -> None:
    said = Said(key=Statement.COOKIES, state=StatementState.PARTLY, sentence_no=1, note="Pixels are missing.")
    one = next(s for s in standings(Notice(text=SEED, statements=[said])) if s.key is Statement.COOKIES)

    assert (one.state, one.basis, one.sentence_no, one.words) == (
        StatementState.PARTLY,
        Basis.READING,
        1,
        "Partly stated",
    )
    assert one.is_gap
    assert one.note == "Pixels are missing."


def test_the_date_on_record_counts_as_stated() -> None:
    assert found(Notice.parse({"text": SEED, "effective_on": "2026-01-01"}))[Statement.EFFECTIVE_DATE] == (
        StatementState.STATED,
        Basis.RECORD,
    )


def test_without_a_text_nothing_is_proposed() -> None:
    made = standings(Notice(title="Lost"))

    assert {one.state for one in made} == {None}
    assert {one.words for one in made} == {"Not looked at"}
    assert not any(one.is_gap for one in made)


@given(st.text(max_size=400))
def test_any_text_can_be_judged(text: str) -> None:
    assert len(standings(Notice.model_construct(text=text, statements=[], effective_on=None))) == len(
        Statement
    )
