from tests.instances import (  # noqa: F401
    _prepared,
    _prepared_on_postgres,
    either,
    empty,
    empty_on_postgres,
    postgres_server,
)
