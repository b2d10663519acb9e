"""Identity Center permission sets."""

from __future__ import annotations

import pytest

from hipaacheck import Unknown
from tests.support.plans import asset, resource


@pytest.mark.parametrize(("values", "wanted"), [({}, 3600), ({"session_duration": "PT8H"}, 28800)])
def test_session_duration(values: dict[str, str], wanted: int) -> None:
    found = asset(resource("aws_ssoadmin_permission_set.a", {"name": "clinicians", **values}))
    assert (found.name, found.session_duration) == ("clinicians", wanted)


def test_a_duration_that_is_not_known() -> None:
    found = asset(resource("aws_ssoadmin_permission_set.a", {"name": "a"}, refs={"session_duration": "var.duration"}))
    assert isinstance(found.session_duration, Unknown)
    assert isinstance(asset(resource("aws_ssoadmin_permission_set.a", {"session_duration": "8h"})).session_duration, Unknown)
