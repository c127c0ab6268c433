import pytest
from sqlalchemy.orm import Session

from app.db.unit_of_work import begin
from app.domain.audit import chain
from app.domain.catalogue import models, operations, queries
from app.domain.catalogue.records import Category, Purpose, Subject
from app.kernel.errors import Conflict, Denied, Invalid, Refused
from app.security.actor import Actor
from tests.domain import objects

pytestmark = pytest.mark.usefixtures("today")


def ship(*records: Category) -> None:
    """Put entries of the product into the register, as its installation does."""
    with begin("system", "tests", chain.last_instant) as work:
        work.save_all(records)
        chain.file_entry(work)


def test_people_add_entries_of_each_kind(session: Session, officer: Actor) -> None:
    operations.add_category(officer, Category(key="jewel.ring_size", label="Ring size"))
    operations.add_subject(officer, Subject(key="wearer", label="Wearers"))
    operations.add_purpose(officer, Purpose(key="engraving", label="Engraving", policy_code="P2"))

    assert queries.category_options(session) == [("jewel.ring_size", "Ring size")]
    assert queries.subject_options(session) == [("wearer", "Wearers")]
    assert queries.purpose_options(session) == [("engraving", "Engraving")]
    assert queries.purposes_by_code(session) == {"P2": ["engraving"]}


def test_a_key_is_given_once(session: Session, officer: Actor) -> None:
    objects.category("email", label="E-mail")

    with pytest.raises(Invalid) as caught:
        operations.add_category(officer, Category(key="email", label="Something else"))

    assert caught.value.sentence == "Key: “email” is taken: use that entry or choose another key."


def test_labels_tell_entries_apart(session: Session, officer: Actor) -> None:
    objects.category("email", label="E-mail")

    with pytest.raises(Invalid) as caught:
        operations.add_category(officer, Category(key="mail", label="E-MAIL"))

    assert caught.value.sentence == (
        "Label: “E-MAIL” is already the label of “email”: choose one that tells them apart."
    )


def test_people_cannot_pass_their_entry_off_as_the_products(session: Session, officer: Actor) -> None:
    added = operations.add_category(officer, Category(key="mine", builtin=True))

    assert not added.builtin


def test_what_ships_with_the_product_is_read_only(session: Session, officer: Actor) -> None:
    ship(Category(key="user.contact", label="Contact", builtin=True))

    for change in (
        lambda: operations.update_category(
            officer, "user.contact", Category(key="user.contact", label="Mine")
        ),
        lambda: operations.archive_category(officer, "user.contact"),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert caught.value.sentence == (
            "“user.contact” ships with the product and cannot be changed: add an entry of your own instead."
        )


def test_a_key_never_changes(session: Session, officer: Actor) -> None:
    objects.category("email")

    with pytest.raises(Refused):
        operations.update_category(officer, "email", Category(key="mail"))


def test_the_tree_has_no_circle(session: Session, officer: Actor) -> None:
    objects.category("a")
    objects.category("a.b", parent="a")

    with pytest.raises(Invalid) as caught:
        operations.update_category(officer, "a", Category(key="a", parent="a.b"))

    assert list(caught.value.problems) == [("parent",)]


def test_an_unknown_parent_is_named(session: Session, officer: Actor) -> None:
    with pytest.raises(Invalid) as caught:
        operations.add_category(officer, Category(key="a.b", parent="a"))

    assert caught.value.sentence == "Parent: a is not in the register: choose one that is."


def test_an_entry_in_use_is_not_archived(session: Session, officer: Actor) -> None:
    objects.category("email")
    objects.category("email.work", parent="email")
    objects.activity(categories=["email"], retention=[{"category": "email", "amount": 2}])

    with pytest.raises(Refused) as caught:
        operations.archive_category(officer, "email")

    assert caught.value.sentence == "email is in use by AC-0001 and email.work: take it out there first."


def test_what_merely_looks_alike_is_no_use(session: Session, officer: Actor) -> None:
    objects.category("email")
    objects.category("email_work")
    objects.activity(categories=["email_work"])

    assert operations.archive_category(officer, "email").archived


def test_an_archived_entry_is_offered_no_more_until_restored(session: Session, officer: Actor) -> None:
    objects.purpose("orders")
    operations.archive_purpose(officer, "orders")
    archived = queries.purpose_options(session)
    operations.restore_purpose(officer, "orders")

    assert (archived, queries.purpose_options(session)) == ([], [("orders", "orders")])


def test_uses_are_counted_once_an_object(session: Session, officer: Actor) -> None:
    objects.category("email")
    objects.category("phone")
    objects.activity(categories=["email", "phone"], retention=[{"category": "email", "amount": 2}])
    objects.third_party()
    objects.flow("TP-0001", categories=["email"])

    assert queries.use_counts(session, models.Category) == {"email": 2, "phone": 1}


def test_an_older_form_shows_what_changed_meanwhile(session: Session, officer: Actor) -> None:
    objects.purpose("orders", label="Orders")
    operations.update_purpose(officer, "orders", Purpose(key="orders", label="Orders and returns"), version=1)

    with pytest.raises(Conflict):
        operations.update_purpose(officer, "orders", Purpose(key="orders", label="All orders"), version=1)


def test_counsel_does_not_write_the_vocabulary(session: Session, counsel: Actor) -> None:
    with pytest.raises(Denied):
        operations.add_subject(counsel, Subject(key="wearer"))
