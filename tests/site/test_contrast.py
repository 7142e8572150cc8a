"""The palette's contrast, counted from the tokens of portal.css: text 4.5, edges and shapes 3, in every mode."""

from __future__ import annotations

import re

import pytest

from generator.site.write import NOT_FOUND_STYLE
from tests.conftest import REPOSITORY

SHEET = (REPOSITORY / "generator" / "theme" / "assets" / "portal" / "portal.css").read_text("utf-8")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", re.IGNORECASE)
MODES = ("light", "dark", "black", "white", "blue")

# Foreground → grounds it is used on.
TEXT = {
    "ink": ("mist", "paper", "pine-tint", "amber-tint", "red-tint"),
    "muted": ("mist", "paper", "pine-tint", "amber-tint"),
    "pine": ("mist", "paper", "pine-tint", "amber-tint"),
    "pine-deep": ("mist", "paper", "pine-tint", "amber-tint"),
    "amber": ("mist", "paper", "amber-tint"),
    "red": ("mist", "paper", "red-tint"),
    "on-pine": ("pine", "pine-deep"),
    "on-amber": ("amber",),
}
SHAPES = {
    "edge": ("mist", "paper"),  # edges of controls, dashed frames, the plain part of the bar
    "pine": ("mist", "paper", "pine-tint"),  # bars, edges of chips and cards
    "amber": ("mist", "paper", "pine-tint", "amber-tint"),  # the ring of focus
    "red": ("mist", "paper", "red-tint"),
}


def luminance(colour: str) -> float:
    """Relative luminance of «#rgb» or «#rrggbb» (WCAG 2.2)."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def block(selector: str) -> dict[str, str]:
    """Tokens that the first rule of exactly this selector sets."""
    found = re.search(rf"^\s*{re.escape(selector)} \{{(.*?)\}}", SHEET, re.MULTILINE | re.DOTALL)
    assert found, selector
    return dict(TOKEN.findall(found[1]))


def tokens(mode: str) -> dict[str, str]:
    light = block(":root")
    return light if mode == "light" else light | block(f':root[data-colors="{mode}"]')


def too_faint(palette: dict[str, str]) -> list[str]:
    """Pairs that are hard to read, with their contrast."""
    faint = []
    for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0)):
        for colour, grounds in pairs.items():
            for ground in grounds:
                found = contrast(palette[colour], palette[ground])
                if found < least:
                    faint.append(f"{colour} on {ground}: {found:.2f} < {least}")
    return faint


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_can_be_read(mode: str) -> None:
    palette = tokens(mode)
    assert {*TEXT, *SHAPES} <= set(palette)
    assert too_faint(palette) == []


def test_dark_by_system_is_dark_by_choice() -> None:
    system = block(":root:not([data-colors])")
    assert system == block(':root[data-colors="dark"]')
    assert set(system) > {"ink", "paper", "pine"}


def test_page_for_lost_addresses_can_be_read() -> None:
    light, _, dark = NOT_FOUND_STYLE.partition("@media(prefers-color-scheme:dark)")
    for style in (light, dark):
        ground = re.search(r"background:(#[0-9a-f]{6})", style)
        assert ground is not None
        colours = re.findall(r"(?<![-a-z])color:(#[0-9a-f]{6})", style)
        assert len(colours) == 2  # text, links
        assert [colour for colour in colours if contrast(colour, ground[1]) < 4.5] == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000", "#fff", 21.0), ("#ffffff", "#ffffff", 1.0), ("#777777", "#ffffff", 4.48), ("#1f6b45", "#fff", 6.5)],
)
def test_the_count_itself(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == pytest.approx(expected, abs=0.05)
    assert contrast(one, other) == contrast(other, one)


def test_a_faint_pair_is_found() -> None:
    faint = too_faint(tokens("light") | {"muted": "#8a968f", "edge": "#c9d2cc"})
    assert len([line for line in faint if line.startswith("muted on ")]) == 4
    assert len([line for line in faint if line.startswith("edge on ")]) == 2
