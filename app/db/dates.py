"""Arithmetic on days inside a query, the same on SQLite and PostgreSQL."""

from typing import Any

from sqlalchemy import Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class days_between(FunctionElement[int]):  # noqa: N801 -- reads as the SQL function that it is
    """Days from the first date to the second: 0 on the same day, negative where the second is earlier."""

    type = Integer()
    name = "days_between"
    inherit_cache = True


@compiles(days_between)
def _subtract(element: days_between, compiler: Any, **more: Any) -> str:
    """PostgreSQL subtracts dates to whole days."""
    start, end = element.clauses
    return (
        f"(CAST({compiler.process(end, **more)} AS DATE) - CAST({compiler.process(start, **more)} AS DATE))"
    )


@compiles(days_between, "sqlite")
def _julian(element: days_between, compiler: Any, **more: Any) -> str:
    """SQLite keeps dates as text and counts days as Julian days."""
    start, end = (compiler.process(clause, **more) for clause in element.clauses)
    return f"CAST(julianday({end}) - julianday({start}) AS INTEGER)"
