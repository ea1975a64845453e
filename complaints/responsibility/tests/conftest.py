from __future__ import annotations

import pytest

from complaints.responsibility.tests.cases import Cast, a_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """A branch with everybody who has a part in a finding, and a ticket judged valid."""
    return a_cast()
