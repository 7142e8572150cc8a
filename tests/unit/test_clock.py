"""The time of a build: from the clock or from the environment, within the years a site may be built for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from generator import clock
from generator.problems.problem import PortalError


def test_the_moment_of_the_environment_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795737600")
    assert clock.now("UTC") == datetime.fromtimestamp(1795737600, UTC)
    assert clock.today("Asia/Krasnoyarsk").year == 2026


@pytest.mark.parametrize(
    ("epoch", "words"),
    [
        ("2500", "1970-01-01"),
        ("9999", "1970-01-01"),
        ("-1", "1969-12-31"),
        ("16725225600", "2500-01-01"),
        ("253370764800", "9999-01-01"),
        ("завтра", "целым числом"),
        ("1.5", "целым числом"),
        ("9" * 30, "целым числом"),
    ],
)
def test_a_moment_in_which_no_site_is_built_is_refused_in_words(
    epoch: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    with pytest.raises(PortalError, match=words):
        clock.now("UTC")
