"""How a site's pages are divided among processes."""

from __future__ import annotations

import pytest

from generator.pages.pages import Page
from generator.site.write import CHUNK, share_out


def pages(*counts: tuple[str, int]) -> list[Page]:
    return [Page(kind, f"{kind}/{number}/") for kind, count in counts for number in range(count)]


@pytest.mark.parametrize(
    "counts",
    [
        (),
        (("ngo", 1),),
        (("ngo", CHUNK),),
        (("ngo", CHUNK + 1),),
        (("home", 3), ("find", 2 * CHUNK), ("need", CHUNK + 7), ("forum", 2), ("ngo", 3 * CHUNK)),
        (("find", 1), ("ngo", 1), ("find", 1)),
    ],
)
def test_each_page_has_its_place_once(counts: tuple[tuple[str, int], ...]) -> None:
    parts = share_out(pages(*counts))
    assert sorted(place for part in parts for place in part) == list(range(sum(count for _, count in counts)))
    assert all(part for part in parts)


def test_lists_of_a_kind_stay_together_and_others_part_by_address() -> None:
    made = pages(("home", 3), ("find", 2 * CHUNK), ("need", CHUNK + 7), ("ngo", 2 * CHUNK + 1))
    parts = share_out(made)
    kinds = [{made[place].kind for place in part} for part in parts]
    assert kinds == [{"find"}, {"need"}, {"home", "ngo"}, {"ngo"}, {"ngo"}]
    others = [made[place].url for part in parts[2:] for place in part]
    assert others == sorted(others)
