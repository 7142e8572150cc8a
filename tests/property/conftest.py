"""Hypothesis for these tests: the same examples every time, no clock."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("portal", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("portal")
