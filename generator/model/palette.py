"""The colours of a town's own, and whether they can be read. Pure.

Six colours are a town's; what it does not name follows from its main one. Dark mode follows from them by the same
contrasts. Contrast: WCAG 2.2, text 4.5, shapes 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

# Setting → token of portal.css.
COLOURS = {
    "colour_main": "pine",
    "colour_deep": "pine-deep",
    "colour_tint": "pine-tint",
    "colour_accent": "amber",
    "colour_accent_tint": "amber-tint",
    "colour_ground": "mist",
}
# What the theme has beside them, in light and in dark.
LIGHT = {
    "paper": "#ffffff", "ink": "#1b2a22", "muted": "#4b5a52", "on-pine": "#ffffff", "on-amber": "#ffffff",
    "mist": "#f6f7f3", "pine": "#1f6b45", "pine-deep": "#174f34", "pine-tint": "#e6f1ea", "amber": "#8a4b00",
    "amber-tint": "#fff4e0", "edge": "#76837c",
}  # fmt: skip
DARK = {
    "paper": "#1b2620", "mist": "#121a16", "ink": "#e7ede9", "muted": "#a9b8b0", "on-pine": "#0f1a14",
    "on-amber": "#1f1608", "edge": "#6d7f76",
}  # fmt: skip
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
# Token → the one that it follows from, where the town does not name it.
FOLLOWS = {"pine-deep": "pine", "pine-tint": "pine", "mist": "pine", "amber-tint": "amber"}
READABLE, VISIBLE = 4.5, 3.0
SIX_DIGITS = re.compile("#?[0-9a-fA-F]{6}")
Palette = dict[str, str]


class Faint(NamedTuple):
    """A pair of tokens that is hard to read or to see: its contrast, and what it should be."""

    colour: str
    ground: str
    found: float
    least: float


def hex_of(text: str) -> str:
    """«1F6B45» and «#1f6b45» alike as «#1f6b45»."""
    return f"#{text.removeprefix('#').lower()}"


def _parts(colour: str) -> list[int]:
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return [int(digits[i : i + 2], 16) for i in (0, 2, 4)]


def luminance(colour: str) -> float:
    """Relative luminance of «#rgb» or «#rrggbb» (WCAG 2.2)."""
    shares = (part / 255 for part in _parts(colour))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 to 21, in either order."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """The colour with a share of another."""
    pairs = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def until_readable(colour: str, towards: str, grounds: list[str], least: float = READABLE) -> str:
    """The colour with as little of black or white as makes it readable on all of the grounds."""
    steps = (mixed(colour, towards, share / 50) for share in range(51))
    return next((one for one in steps if min(contrast(one, ground) for ground in grounds) >= least), towards)


def too_faint(palette: Mapping[str, str]) -> Iterator[Faint]:
    """Pairs of the palette that are hard to read or to see; tokens that it lacks are passed over."""
    for pairs, least in ((TEXT, READABLE), (SHAPES, VISIBLE)):
        for colour, grounds in pairs.items():
            for ground in grounds:
                if colour in palette and ground in palette:
                    found = contrast(palette[colour], palette[ground])
                    if found < least:
                        yield Faint(colour, ground, found, least)


def chosen(settings: Mapping[str, object]) -> Palette:
    """Token → colour, of those that the settings name."""
    named = {token: str(settings.get(name) or "") for name, token in COLOURS.items()}
    return {token: hex_of(text) for token, text in named.items() if SIX_DIGITS.fullmatch(text)}


def to_blame(pair: Faint, own: Palette) -> str:
    """Which of a town's colours is the cause: what stands on the ground, unless only the ground is the town's."""
    for token in (pair.colour, pair.ground):
        for cause in (token, FOLLOWS.get(token, "")):
            if cause in own:
                return cause
    return ""


def mended(token: str, own: Palette) -> str:
    """The colour nearest to a town's own that is readable with all that it meets, and with what follows from it."""
    for share in range(51):
        for towards in ("#000000", "#ffffff"):
            one = mixed(own[token], towards, share / 50)
            faint = too_faint(LIGHT | light_palette(own | {token: one}))
            if not any(token in (pair.colour, pair.ground) for pair in faint):
                return one
    return LIGHT[token]


def light_palette(own: Palette) -> Palette:
    """The town's colours in light: what it does not name follows from what it does."""
    found = dict(own)
    if "pine" in own:
        found.setdefault("pine-deep", mixed(own["pine"], "#000000", 0.25))
        found.setdefault("pine-tint", mixed(own["pine"], "#ffffff", 0.88))
        found.setdefault("mist", mixed(own["pine"], "#ffffff", 0.96))
        found["hill"] = mixed(own["pine"], "#ffffff", 0.55)
    if "amber" in own:
        found.setdefault("amber-tint", mixed(own["amber"], "#ffffff", 0.88))
    return found


def dark_palette(own: Palette) -> Palette:
    """The same in dark: light enough to be read on what is dark."""
    found: Palette = {}
    for token in ("pine", "amber"):
        if token in own:
            tint = mixed(DARK["paper"], own[token], 0.16)
            found[f"{token}-tint"] = tint
            grounds = [DARK["paper"], DARK["mist"], tint]
            found[token] = until_readable(own[token], "#ffffff", grounds, 7)
    if "pine" in found:
        found["pine-deep"] = mixed(found["pine"], "#ffffff", 0.35)
        found["hill"] = mixed(DARK["paper"], own["pine"], 0.6)
    return found


def write_css(own: Palette) -> str:
    """The town's colours as a style sheet that stands after the portal's own."""
    light, dark = (_tokens(palette) for palette in (light_palette(own), dark_palette(own)))
    return (
        f":root {{ {light} }}\n"
        f"@media (prefers-color-scheme: dark) {{ :root:not([data-colors]) {{ {dark} }} }}\n"
        f':root[data-colors="dark"] {{ {dark} }}\n'
    )


def _tokens(palette: Palette) -> str:
    return " ".join(f"--{name}: {colour};" for name, colour in palette.items())
