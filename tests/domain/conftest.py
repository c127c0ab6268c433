"""The day on which the domain's tests take place."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

TODAY = dt.date(2027, 3, 15)


@pytest.fixture
def today() -> Iterator[dt.date]:
    """It is noon in Madrid on 15 March 2027: after everything that the test database was filled with."""
    with time_machine.travel(dt.datetime(2027, 3, 15, 11, tzinfo=dt.UTC)):
        yield TODAY
