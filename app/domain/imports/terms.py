"""Vocabulary of imports."""

from app.kernel.words import Term


class ImportKind(Term):
    """What a row of a file becomes; the keys are those of the command ``import --as``."""

    THIRD_PARTIES = "third-parties", "Third parties", "third_parties", "third party", "vendors"
    AGREEMENTS = "agreements", "Agreements", "agreement", "contracts"
    FLOWS = "flows", "Flows", "flow"
    ACTIVITIES = "activities", "Activities", "activity", "ropa"
    SUB_PROCESSORS = "sub-processors", "Sub-processors", "sub_processors", "subprocessors"
    CONTACTS = "contacts", "Contacts", "contact"
    EVIDENCE = "evidence", "Evidence"
    CATEGORIES = "categories", "Data categories", "category", "data_categories"
    SUBJECTS = "subjects", "Groups of data subjects", "subject", "data_subjects"
    PURPOSES = "purposes", "Purposes", "purpose"


class ImportState(Term):
    """How far an import is."""

    STAGED = "staged", "Columns to be checked"
    PLANNING = "planning", "Being read"
    PLANNED = "planned", "To be looked through"
    COMMITTING = "committing", "Being written"
    COMMITTED = "committed", "Imported"
    UNDOING = "undoing", "Being taken back"
    UNDONE = "undone", "Taken back"


UNDER_WAY = frozenset({ImportState.PLANNING, ImportState.COMMITTING, ImportState.UNDOING})
"""The states in which a worker is at it."""


class RowAction(Term):
    """What becomes of a row."""

    CREATE = "create", "New"
    UPDATE = "update", "Changed"
    UNCHANGED = "unchanged", "Unchanged"
    REFUSED = "refused", "Refused"
