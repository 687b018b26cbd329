from collections.abc import Iterator

import pytest
from installation import Installation


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    with Installation() as running:
        yield running
