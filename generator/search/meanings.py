"""What queries mean, for the browser: everyday errands and their best pages, kinds of help, audiences. Pure.

The words come from the lists ``answers``, ``needs``, ``audiences`` and ``elsewhere``: people search for one of these
far more often than for a record. They travel once, with the words of the site, not with each record of the index.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from generator.catalog.crisis import crisis_lines
from generator.catalog.crowds import ACTIVE, crowd_address
from generator.catalog.facets import facet_values
from generator.catalog.models import Catalog
from generator.catalog.needs import address
from generator.model.vocabulary import Term
from generator.pages.views.resident import forums_ahead
from generator.text import capital

CENTRE = "support/"  # the page of who runs the portal
NEXT_FORUM = "forums/next/"  # represents the current or next forum
ANYTHING = "other"  # the code of `needs` for what has no name


class Shown(NamedTuple):
    """A page as a search result shows it."""

    url: str
    title: str
    over: str
    line: str


def lettered(catalog: Catalog) -> Iterator[Term]:
    """Yield an answer for every letter that names begin with; ``nameLetters`` in query.js makes its second word."""
    for code, (letter, _) in facet_values(catalog)["letter"].items():
        if len(letter) == 1:
            words = f"буква {letter.lower()}буква"
            yield Term(code, letter, synonyms=(words,), addresses=(f"find/letter/{code}/",))


class Meanings:
    """What the pages of a site can answer."""

    def __init__(self, catalog: Catalog) -> None:
        lists = catalog.vocabulary.lists
        self.answers = [*lettered(catalog), *lists["answers"].values()]
        self.needs = [term for term in lists["needs"].values() if term.code != ANYTHING]
        self.audiences = [term for term in lists["audiences"].values() if term.code not in ACTIVE]
        self.elsewhere = [word for term in lists["elsewhere"].values() for word in term.synonyms]
        ahead = [forum for forum in forums_ahead(catalog) if forum.row["starts_on"]]
        with_sessions = [forum for forum in ahead if forum.row["sessions"]]
        given = (str(catalog.settings[name] or "") for name in ("operator_phone", "operator_email"))
        self.contacts = [("".join(filter(str.isalnum, text.lower())), CENTRE) for text in given if text]
        lines = ((line.phone, need) for need in self.needs for line in crisis_lines(catalog, need.code))
        self.contacts += [("".join(filter(str.isdigit, phone)), address(need.code)) for phone, need in lines]
        self.next = next((forum.url for forum in (*with_sessions, *ahead)), "")

    def addresses(self, term: Term) -> list[str]:
        """Return where an answer leads, in its order."""
        return [self.next if url == NEXT_FORUM else url for url in term.addresses]

    def targets(self) -> set[str]:
        """Return the addresses answers lead to."""
        return {CENTRE} | {url for term in self.answers for url in self.addresses(term)}

    def pack(self, shown: Mapping[str, Shown], ids: Mapping[str, str]) -> dict[str, Any]:
        """Return the part of ``words.json``: pages are given by their position in ``pages``, -1 if there is none.

        Phrases are one text, parted by «|». ``ids``: see ``page_ids``; a page missing from the index has no id.
        """
        pages = {url: place for place, url in enumerate(sorted(shown))}
        return {
            "pages": [[ids.get(url, ""), *shown[url]] for url in pages],
            "answers": [
                [
                    "|".join(term.synonyms),
                    [pages[url] for url in self.addresses(term) if url in pages],
                    self._absent(term, pages),
                ]
                for term in self.answers
            ],
            "needs": [[_phrases(term), pages.get(address(term.code), -1), _lacking(term)] for term in self.needs],
            "audiences": [
                [_phrases(term), pages.get(crowd_address(term.code), -1), _nobody(term)] for term in self.audiences
            ],
            "pairs": list(self._pairs(pages)),
            "contacts": [[text, pages[url]] for text, url in self.contacts if url in pages],
            "elsewhere": "|".join(self.elsewhere),
        }

    def _absent(self, answer: Term, pages: Mapping[str, int]) -> str:
        """Return what is said if an answer first leads to helpers and there are none, else an empty text."""
        first = next(iter(self.addresses(answer)), "")
        if first in pages:
            return ""
        needs = {address(term.code): _lacking(term) for term in self.needs}
        return (needs | {crowd_address(term.code): _nobody(term) for term in self.audiences}).get(first, "")

    def _pairs(self, pages: Mapping[str, int]) -> Iterator[tuple[int, int, int]]:
        """Yield kind of help, audience and page."""
        for first, need in enumerate(self.needs):
            for second, audience in enumerate(self.audiences):
                place = pages.get(address(need.code, audience.code))
                if place is not None:
                    yield first, second, place


def _phrases(term: Term) -> str:
    return "|".join(dict.fromkeys((term.label, *term.synonyms)))


def _lacking(need: Term) -> str:
    """Return what is said when nobody offers this help."""
    if need.genitive:
        return f"{capital(need.genitive)} в реестре пока ни у кого нет."
    return f"Вид помощи «{need.label}» в реестре пока никто не указал."


def _nobody(audience: Term) -> str:
    if audience.spoken:
        return f"{capital(audience.spoken)} в реестре пока никто не работает."
    return f"«{capital(audience.label)}»: в реестре для них пока никого нет."
