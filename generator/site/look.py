"""What a town adds to the look of its site, as files: its colours and its verification files. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from generator.model.palette import chosen, write_css

TOWN = "assets/town"  # the folder of the town's own pictures and colours
YANDEX = """\
<html>
    <head>
        <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">
    </head>
    <body>Verification: {code}</body>
</html>
"""


def look_files(settings: Mapping[str, object]) -> dict[str, bytes]:
    """Map addresses to file contents; empty if the settings ask for nothing."""
    own = chosen(settings)
    colours = {f"{TOWN}/town.css": write_css(own).encode()} if own else {}
    return colours | proofs(settings)


def proofs(settings: Mapping[str, object]) -> dict[str, bytes]:
    """Return the files by which Yandex and Google recognise the owner, in the form each requires."""
    found: dict[str, bytes] = {}
    if code := settings.get("yandex_verification"):
        found[f"yandex_{code}.html"] = YANDEX.format(code=code).encode()
    if code := settings.get("google_verification"):
        found[f"google{code}.html"] = f"google-site-verification: google{code}.html".encode()
    return found
