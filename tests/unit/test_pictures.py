"""Sizes of pictures, read from the first bytes of files of 37 by 21 pixels."""

from __future__ import annotations

import pytest

from generator.frame.pictures import picture_size

JPEG = "ffd8ffe000104a46494600010100000100010000ffdb00040000{frame}00110800150025030122000211010311"
HEADS = {
    "png": "89504e470d0a1a0a0000000d49484452000000250000001508020000004e86b0f9",
    "jpeg": JPEG.format(frame="ffc0"),
    "progressive jpeg": JPEG.format(frame="ffc2"),
    "webp": "524946464600000057454250565038203a0000003003009d012a250015003e6d3697",
    "lossless webp": "524946461e000000574542505650384c110000002f2400050007d0b12634",
    "extended webp": "524946466a00000057454250565038580a0000001000000024000014000041",
}


@pytest.mark.parametrize("name", HEADS)
def test_size(name: str) -> None:
    assert picture_size(bytes.fromhex(HEADS[name])) == (37, 21)


@pytest.mark.parametrize("name", HEADS)
def test_a_file_cut_short_or_of_another_kind_has_none(name: str) -> None:
    whole = bytes.fromhex(HEADS[name])
    for length in range(16):
        assert picture_size(whole[:length]) is None
    assert picture_size(b"GIF89a" + whole) is None
