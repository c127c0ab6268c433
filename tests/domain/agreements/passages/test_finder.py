"""What the finder points to in a small agreement written for it."""

import pytest

from app.domain.agreements.clauses.catalogue import BY_KEY
from app.domain.agreements.passages.finder import MOST, find
from app.domain.agreements.passages.lexicon import CUES

AGREEMENT = (
    """DATA PROCESSING AGREEMENT
1. Processing
1.1 Scope. The subject matter, duration, nature and purpose of the processing are set out in Annex 1.
1.2 Instructions. Brightline shall process personal data only on the documented instructions of the Shop.
1.3 Warning. Brightline tells the Shop at once if, in its opinion, an instruction infringes the GDPR.
2. Staff
2.1 All personnel with access to the data have signed a duty of confidentiality, which lasts beyond their work.
3. Sub-processors
3.1 The Shop gives general written authorisation to engage sub-processors. The current list of sub-processors is
published at https://example.org/sub-processors.
3.2 Brightline gives thirty days' notice of any new sub-processor, and the Shop may object to it within that time.
3.3 Each sub-processor is bound by a written contract with the same obligations as this agreement.
""",
    """3.4 Brightline remains fully liable for the acts and omissions of each sub-processor.
4. Security incidents
4.1 Brightline shall notify the Shop without undue delay, and within 48 hours, after becoming aware of a breach.
5. End
5.1 At the end of the services Brightline deletes or returns all personal data, as the Shop chooses.
6. Checks
6.1 The Shop may audit Brightline once a year. Brightline gives all information that is necessary to demonstrate
compliance and contributes to audits and inspections.
7. California
7.1 Brightline shall not sell or share personal information.
7.2 Brightline shall not combine personal information with what it receives from another source.
""",
)


@pytest.mark.parametrize(
    ("key", "reference", "page"),
    [
        ("g28.subject_duration", "1.1", 1),
        ("g28.nature_purpose", "1.1", 1),
        ("g28.a_instructions", "1.2", 1),
        ("g28.h_warn", "1.3", 1),
        ("g28.b_confidentiality", "2.1", 1),
        ("g28.2_authorisation", "3.1", 1),
        ("g28.sub_list", "3.1", 1),
        ("g28.2_change_notice", "3.2", 1),
        ("g28.4_flowdown", "3.3", 1),
        ("g28.4_liability", "3.4", 2),
        ("g28.f_breach_time", "4.1", 2),
        ("g28.g_return", "5.1", 2),
        ("g28.h_audit", "6.1", 2),
        ("ccpa.51a1", "7.1", 2),
        ("ccpa.51a5", "7.2", 2),
    ],
)
def test_the_first_suggestion_is_the_clause_itself(key: str, reference: str, page: int) -> None:
    best = find(AGREEMENT, [key])[key][0]
    assert (best.key, best.reference, best.page) == (key, reference, page)


def test_the_highlight_is_the_quote_on_its_page() -> None:
    for found in find(AGREEMENT, CUES).values():
        for suggestion in found:
            pieces = [AGREEMENT[span.page - 1][span.start : span.end] for span in suggestion.highlight]
            assert " ".join(" ".join(pieces).split()) == suggestion.quote
            assert suggestion.page == suggestion.highlight[0].page


def test_suggestions_come_best_first_and_are_few() -> None:
    for found in find(AGREEMENT, CUES).values():
        scores = [suggestion.score for suggestion in found]
        assert scores == sorted(scores, reverse=True)
        assert len(found) <= MOST
        assert all(0 < score < 1 for score in scores)


@pytest.mark.parametrize(
    "key", ["conf.no_ai_training", "conf.no_residuals", "baa.books", "scc.c7_docking", "own.key"]
)
def test_nothing_is_suggested_for_what_is_not_there_or_not_known(key: str) -> None:
    assert find(AGREEMENT, [key]) == {key: ()}


def test_the_same_words_are_suggested_once() -> None:
    found = find([AGREEMENT[1] + "\n" + AGREEMENT[1]], ["g28.4_liability"])["g28.4_liability"]
    assert len([suggestion for suggestion in found if suggestion.reference == "3.4"]) == 1


def test_a_definition_does_not_come_before_the_duty() -> None:
    page = (
        "“Security Incident” means a breach of security that leads to the loss of personal data of the customer.\n\n"
        "The supplier shall report each security incident to the customer without undue delay.\n"
    )
    best = find([page], ["g28.f_breach_time"])["g28.f_breach_time"][0]
    assert best.quote.startswith("The supplier shall report")


def test_a_quote_is_the_sentence_that_speaks_and_not_the_whole_paragraph() -> None:
    page = (
        "General. Headings are for convenience only and do not affect how this agreement is read by anybody. "
        "Neither party may assign this agreement without the prior written consent of the other party. "
        "Notices are sent by post to the addresses on the cover page and count as delivered on receipt.\n"
    )
    best = find([page], ["conf.assignment"])["conf.assignment"][0]
    assert best.quote == (
        "Neither party may assign this agreement without the prior written consent of the other party."
    )


def test_an_empty_document_has_no_suggestions() -> None:
    assert find([], ["g28.h_audit"]) == {"g28.h_audit": ()}


def test_every_clause_of_the_checklists_has_cues_and_no_other() -> None:
    assert set(CUES) == set(BY_KEY)
