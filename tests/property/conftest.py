"""Hypothesis settings for these tests: reproducible examples, no deadline."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("portal", deadline=None, derandomize=True, print_blob=False)
settings.load_profile("portal")
