"""What the macros say: figures, facts, signs, lists and forms."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
import wtforms as w
from flask import Flask
from markupsafe import Markup

from app.domain.agreements.terms import ClauseState
from app.domain.findings.terms import Severity


@pytest.fixture
def details(app: Flask) -> Iterator[Any]:
    with app.test_request_context("/third-parties?q=ann&status=active&page=3&as_of=2026-03-31"):
        yield app.jinja_env.get_template("kit/details.html").module


@pytest.fixture
def lists(app: Flask, details: ModuleType) -> Any:
    return app.jinja_env.get_template("kit/lists.html").module


@pytest.fixture
def forms(app: Flask, details: ModuleType) -> Any:
    return app.jinja_env.get_template("kit/forms.html").module


@pytest.fixture
def charts(app: Flask, details: ModuleType) -> Any:
    return app.jinja_env.get_template("kit/charts.html").module


def words(markup: Markup) -> str:
    """The text of *markup* without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


# Figures


def test_a_figure_of_nothing_is_not_applicable_instead_of_a_percentage(details: Any) -> None:
    said = words(details.kpi("K5", "Transfer coverage", 0, 0))

    assert said == "Transfer coverage K5 n/a nothing to measure (0 of 0)"


def test_a_figure_says_how_many_of_how_many(details: Any) -> None:
    said = words(details.kpi("K1", "Agreement coverage", 19, 24, {"Kind missing": 5}))

    assert said == "Agreement coverage K1 19 of 24 79 % Agreement coverage: 19 of 24 Kind missing 5"


@pytest.mark.parametrize(("numerator", "denominator", "percent"), [(1249, 1250, 99), (3, 3, 100), (1, 3, 33)])
def test_a_share_is_a_hundred_percent_only_when_nothing_is_missing(
    details: Any, numerator: int, denominator: int, percent: int
) -> None:
    markup = str(details.kpi("K7", "Reviews on time", numerator, denominator))

    assert f">{percent}&nbsp;%<" in markup


def test_bars_are_a_table_with_the_figures(charts: Any) -> None:
    rows = [{"label": "High", "value": 7, "tone": "high"}, {"label": "Low", "value": 0}]

    assert words(charts.bars(rows, "Findings")) == "Findings What Drawn Count High 7 Low 0"


# Signs and facts


@pytest.mark.parametrize("severity", Severity)
def test_a_severity_has_a_shape_of_its_own_and_its_word(details: Any, severity: Severity) -> None:
    markup = details.badge(severity)

    assert f"#{severity.value}" in markup
    assert words(markup) == severity.label


def test_not_assessed_does_not_look_like_present(details: Any) -> None:
    assert "tone-good" in details.badge(ClauseState.PRESENT)
    assert "tone-attention" in details.badge(ClauseState.NOT_ASSESSED)


def test_a_key_without_a_label_reads_as_words(details: Any) -> None:
    assert words(details.badge("not_yet_known")) == "Not yet known"


@pytest.mark.parametrize("value", [None, "", "not recorded"])
def test_what_is_missing_says_that_it_is_not_recorded(details: Any, value: str | None) -> None:
    assert words(details.fact("Owner", value)) == "Owner Not recorded"


def test_zero_is_a_value(details: Any) -> None:
    assert words(details.fact("Records", 0)) == "Records 0"


def test_the_values_of_a_finding_read_as_words(details: Any) -> None:
    item = {
        "rule": "FLW-03",
        "severity": Severity.HIGH,
        "message": "Data flow <without> an agreement.",
        "remedy": "File one.",
        "citation": "GDPR Art. 28(3)",
        "values": {"in_force": [], "required_kinds": ["dpa", "nda"], "ended_on": None, "signed": False},
        "due_on": dt.date(2026, 2, 22),
    }

    markup = details.finding(item)

    assert "Data flow &lt;without&gt; an agreement." in markup
    assert words(markup).endswith(
        "Values that made it fire in force none required kinds dpa, nda ended on not recorded signed no"
    )


def test_history_shows_each_field_before_and_after(details: Any) -> None:
    entry = {
        "at": dt.datetime(2026, 3, 14, 9, 26, tzinfo=dt.UTC),
        "who": "Ane",
        "what": "changed the flow",
        "changes": [{"label": "Status", "before": "Planned", "after": None}],
    }

    said = words(details.timeline([entry]))

    assert said.startswith("Ane changed the flow")
    assert said.endswith("1 field Status before: Planned Not recorded")


def test_a_conflict_offers_both_versions_of_each_field(details: Any) -> None:
    markup = details.diff_table(
        [{"name": "name", "label": "Name", "mine": "A", "theirs": "B", "chosen": "theirs"}]
    )

    assert markup.count('name="choose-name"') == 2
    assert 'value="theirs" checked' in markup
    assert words(markup) == "Name What you entered A What is stored now B"


# Lists


def listing(**changes: Any) -> dict[str, Any]:
    """A list of one row, with *changes*."""
    return {
        "title": "Third parties",
        "columns": [
            {"key": "name", "label": "Name", "sortable": True, "sort_url": "?sort=-name", "sorted": "asc"}
        ],
        "rows": [{"url": "/third-parties/TP-0001", "cells": ["<b>Ann</b>"], "archived": True}],
        "search": {"value": "", "placeholder": "Name"},
        "filters": [
            {"key": "status", "label": "Status", "choices": [("active", "Active")], "value": "active"}
        ],
        "page": {"number": 1, "pages": 1, "total": 1, "first": 1, "last": 1, "size": 25, "urls": {}},
        "empty": {"title": "Nobody yet", "text": "Register the first one."},
    } | changes


def test_a_cell_is_escaped_and_an_archived_row_says_so(lists: Any) -> None:
    markup = lists.list_page(listing())

    assert '<a href="/third-parties/TP-0001">&lt;b&gt;Ann&lt;/b&gt;</a>' in markup
    assert ">Archived</span>" in markup


def test_the_sorted_column_says_in_which_direction(lists: Any) -> None:
    assert 'aria-sort="ascending"' in lists.list_page(listing())


def test_searching_keeps_the_instant_and_returns_to_the_first_page(lists: Any) -> None:
    markup = lists.toolbar(listing())

    assert '<input type="hidden" name="as_of" value="2026-03-31">' in markup
    assert 'name="page"' not in markup
    assert markup.count('name="q"') == 1
    assert markup.count('name="status"') == 1


def test_clearing_keeps_the_instant_only(lists: Any) -> None:
    assert lists.clear_url().strip() == "/third-parties?as_of=2026-03-31"


def test_an_empty_list_says_how_to_begin_and_a_search_without_result_how_to_go_on(lists: Any) -> None:
    nothing = listing(rows=[], create_url="/third-parties/new", create_label="Register a third party")
    searched = listing(rows=[], search={"value": "xyz", "placeholder": ""})

    assert words(lists.list_page(nothing)).endswith(
        "Nobody yet Register the first one. Register a third party"
    )
    assert "Nothing matches" in lists.list_page(searched)
    assert "Nobody yet" not in lists.list_page(searched)


# Forms


class Contact(w.Form):
    """A part."""

    name = w.StringField("Name", description="Who it is.")


class Vendor(w.Form):
    """A form with one field of each shape."""

    version = w.HiddenField()
    name = w.StringField("Name", render_kw={"required": True})
    active = w.BooleanField("Active")
    kinds = w.SelectMultipleField(
        "Kinds", choices=[w.SelectChoice("a", "Audit"), w.SelectChoice("b", "Board")]
    )
    contacts = w.FieldList(w.FormField(Contact), "Contacts")


def vendor() -> Vendor:
    form = Vendor(
        data={"version": "7", "name": "<Ann>", "kinds": ["b"], "contacts": [{"name": "Bo"}, {"name": "Cy"}]}
    )
    form.name.errors = ["Name: is taken: choose another."]
    form.contacts[1].form["name"].errors = ["Contacts 2: Name: is required: fill it in."]
    return form


def test_every_error_is_listed_at_the_top_with_a_link_to_its_field(forms: Any) -> None:
    markup = forms.error_summary(vendor())

    assert '<a href="#name">Name: is taken: choose another.</a>' in markup
    assert '<a href="#contacts-1-name">Contacts 2: Name: is required: fill it in.</a>' in markup
    assert markup.count("<li>") == 2


def test_a_form_without_errors_has_no_summary(forms: Any) -> None:
    assert forms.error_summary(Vendor()).strip() == ""


def test_help_and_error_are_tied_to_their_control(forms: Any) -> None:
    markup = forms.field(vendor().contacts[1].form["name"])

    assert 'aria-describedby="contacts-1-name-help contacts-1-name-error"' in markup
    assert 'id="contacts-1-name-help"' in markup
    assert 'id="contacts-1-name-error"' in markup
    assert 'aria-invalid="true"' in markup


def test_pressing_enter_saves_instead_of_removing_a_part(forms: Any) -> None:
    markup = forms.form_page(vendor())

    assert markup.index('type="submit"') == markup.index('type="submit" tabindex="-1"')
    assert markup.index('class="default-submit"') < markup.index('name="remove-contacts-0"')


def test_parts_are_added_and_removed_by_buttons_that_the_server_understands(forms: Any) -> None:
    markup = forms.form_page(vendor())

    assert 'name="add-contacts"' in markup
    assert 'name="remove-contacts-1"' in markup
    assert "Contacts 2" in markup


def test_a_form_shows_what_was_typed_escaped_and_each_field_once(forms: Any) -> None:
    groups = [
        {"title": "Identity", "fields": ["name", "active"]},
        {"title": "More", "fields": ["kinds", "contacts"]},
    ]
    markup = forms.form_page(vendor(), groups)

    assert 'value="&lt;Ann&gt;"' in markup
    assert markup.count('name="name"') == 1
    assert markup.count('name="version"') == 1
    assert 'value="b" checked' in markup
    assert words(forms.required_mark(vendor()["name"])) == "required"
    assert words(forms.required_mark(vendor()["active"])) == ""
