"""The palette's contrast, computed from the tokens of portal.css: text 4.5, edges and shapes 3, in every mode."""

from __future__ import annotations

import re

import pytest

from generator.model.palette import (
    DARK,
    LIGHT,
    SHAPES,
    TEXT,
    contrast,
    dark_palette,
    light_palette,
    mended,
    too_faint,
)
from generator.site.write import NOT_FOUND_STYLE, not_found_style
from tests.conftest import REPOSITORY

SHEET = (REPOSITORY / "generator" / "theme" / "assets" / "portal" / "portal.css").read_text("utf-8")
TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", re.IGNORECASE)
MODES = ("light", "dark", "black", "white", "blue")


def block(selector: str) -> dict[str, str]:
    """Return the tokens set by the first rule with exactly this selector."""
    found = re.search(rf"^\s*{re.escape(selector)} \{{(.*?)\}}", SHEET, re.MULTILINE | re.DOTALL)
    assert found, selector
    return dict(TOKEN.findall(found[1]))


def tokens(mode: str) -> dict[str, str]:
    light = block(":root")
    return light if mode == "light" else light | block(f':root[data-colors="{mode}"]')


def faint_in(palette: dict[str, str]) -> list[str]:
    """Return pairs that are hard to read, with their contrast."""
    return [f"{pair.colour} on {pair.ground}: {pair.found:.2f} < {pair.least}" for pair in too_faint(palette)]


@pytest.mark.parametrize("mode", MODES)
def test_every_pair_can_be_read(mode: str) -> None:
    palette = tokens(mode)
    assert {*TEXT, *SHAPES} <= set(palette)
    assert faint_in(palette) == []


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
    faint = faint_in(tokens("light") | {"muted": "#8a968f", "edge": "#c9d2cc"})
    assert len([line for line in faint if line.startswith("muted on ")]) == 4
    assert len([line for line in faint if line.startswith("edge on ")]) == 2


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_program_knows_the_tokens_of_the_sheet(mode: str) -> None:
    sheet, known = tokens(mode), LIGHT if mode == "light" else DARK
    assert {name: sheet[name] if len(sheet[name]) == 7 else "" for name in known} == known


@pytest.mark.parametrize("main", ["#1f5fa8", "#7a1fa8", "#a81f1f", "#0b3d2e", "#333333", "#005a70"])
def test_one_colour_of_a_town_is_enough_for_light_and_dark(main: str) -> None:
    own = {"pine": main, "amber": "#8a4b00"}
    assert faint_in(tokens("light") | light_palette(own)) == []
    assert faint_in(tokens("dark") | dark_palette(own)) == []


@pytest.mark.parametrize("pale", ["#7fb0e0", "#ffdd00", "#eeeeee"])
def test_a_faint_colour_is_mended(pale: str) -> None:
    own = {"pine": pale}
    assert any(line.startswith("pine on ") for line in faint_in(LIGHT | light_palette(own)))
    better = mended("pine", own)
    assert faint_in(LIGHT | light_palette({"pine": better})) == []


def test_the_page_for_lost_addresses_has_the_towns_colours() -> None:
    style = not_found_style({"colour_main": "1F5FA8"})
    assert "#1f5fa8" in style
    assert not any(green in style for green in ("#1f6b45", "#7fd3a6", "#9cc4ac", "#3c6b51"))
    assert not_found_style({}) == NOT_FOUND_STYLE
