import datetime as dt

import pytest

from app.kernel import places
from app.kernel.adequacy import (
    AREA_REGIMES,
    BR,
    DPF,
    DPF_UK,
    GDPR,
    ROWS,
    TABLE,
    UK,
    adequate,
    in_area,
    is_restricted,
)

TODAY = dt.date(2026, 11, 22)
EARLIER = {"AD", "AR", "CA", "CH", "FO", "GG", "IL", "IM", "JE", "NZ", "UY"}


def key(regime, country, day=TODAY, shown=()):
    row = adequate(regime, country, day, shown)
    return row and row.key


def test_every_country_of_the_eu_table_is_adequate_today():
    listed = {row.country for row in TABLE if row.regime == GDPR and row.is_valid(TODAY)}

    assert listed == {*EARLIER, "BR", "EPO", "GB", "JP", "KR", "US"}


def test_every_row_names_a_country_a_source_and_a_checking_day():
    odd = [
        row.key
        for row in TABLE
        if not (places.is_country(row.country) or row.country == "EPO") or not row.source
    ]

    assert odd == []
    assert len(ROWS) == len(TABLE)
    assert {row.regime for row in TABLE} == set(AREA_REGIMES)
    assert {row.checked_on for row in TABLE} == {TODAY}


def test_rows_that_were_not_confirmed_say_so():
    assert [row.key for row in TABLE if not row.confirmed] == ["EU-JP", "EU-GB-BRIDGE", "UK-FO"]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-01-01", "EU-GB-BRIDGE"),
        ("2021-06-28", "EU-GB-2021"),
        ("2025-12-18", "EU-GB-2021"),
        ("2025-12-19", "EU-GB-2025"),
        ("2031-12-27", "EU-GB-2025"),
        ("2031-12-28", None),
    ],
)
def test_the_united_kingdom_is_adequate_by_the_row_of_the_day(day, expected):
    assert key(GDPR, "GB", dt.date.fromisoformat(day)) == expected


def test_the_united_states_are_adequate_only_for_a_recipient_on_the_list():
    assert key(GDPR, "US") is None
    assert key(GDPR, "US", shown={DPF}) == "EU-US-DPF"
    assert key(GDPR, "US", dt.date(2023, 7, 9), {DPF}) is None


def test_the_uk_bridge_needs_its_own_extension():
    assert key(UK, "US", shown={DPF}) is None
    assert key(UK, "US", shown={DPF, DPF_UK}) == "UK-US-BRIDGE"


def test_brazil_and_the_eu_recognise_each_other_since_2026():
    assert key(GDPR, "BR", dt.date(2026, 1, 25)) is None
    assert key(GDPR, "BR") == "EU-BR"
    assert key(BR, "ES") == "BR-ES"
    assert key(BR, "GB") is None


def test_the_uk_table_covers_the_eea_and_the_countries_taken_over():
    assert all(key(UK, country) for country in places.EEA)
    assert [key(UK, country) for country in ("GI", "JP", "KR", "BR")] == ["UK-GI", "UK-JP", "UK-KR", None]


def test_areas_are_the_eea_with_outermost_regions_the_uk_and_brazil():
    assert all(in_area(GDPR, country, TODAY) for country in (*places.EEA, "RE", "AX"))
    assert [in_area(regime, "GB", TODAY) for regime in AREA_REGIMES] == [False, True, False]
    assert in_area(BR, "BR", TODAY)
    assert in_area(GDPR, "GB", dt.date(2020, 12, 31))


def test_a_regime_without_an_area_is_an_error():
    with pytest.raises(KeyError):
        in_area("CCPA", "US", TODAY)


def test_restricted_means_outside_and_not_adequate():
    restricted = [
        country for country in ("ES", "CH", "US", "IN", "BR") if is_restricted(GDPR, country, TODAY)
    ]

    assert restricted == ["US", "IN"]


def test_the_list_is_without_gaps_for_the_united_kingdom():
    days = [dt.date(2018, 5, 25) + dt.timedelta(days=step) for step in range(0, 4_900, 7)]

    assert [day for day in days if is_restricted(GDPR, "GB", day)] == []
