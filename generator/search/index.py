"""Builds the search index of a finished site: feeds the searchable part of each page to Pagefind, in address order.

Pagefind numbers pages in the order it meets them, and a directory walk has no fixed order: the same site gave different
bytes on another disk. So Pagefind runs in service mode, one request per page on standard input, and gets only what is
worth finding: no headers, nothing that repeats on every page.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, TypeVar

from selectolax.lexbor import LexborHTMLParser

from generator.disk import write_quickly
from generator.locks import RUNTIME, how_to_install
from generator.pages.search_entries import HELPED, ORGANISATIONS, SearchEntry, make_entry
from generator.problems.problem import PortalError
from generator.search.lexicon import pack_words, words_of
from generator.search.meanings import Meanings, Shown
from generator.site.write import Work
from generator.text import count_of, ended

BODY = "data-pagefind-body"
SUMMED = " ¦"  # the sign after a record's summary: a result shows that alone, see search.js
# Of a searched part this is left out: the title (searched as such), states and counts, sentences and headings that
# stand on many pages, sources, code samples, words for screen readers only; what the entry's line says; names of
# other pages, which are found by themselves.
IGNORED = (
    "h1, .head__over, .head__when, .head__where, .reach__address, .call--big, .call__far, [href^='mailto:'], .mend, "
    ".chip, .chips, .strip--quiet, .ngo .pairs dt, .hours, "
    ".reach__instead, .reach__map, .origin, .count-line, .empty, .muted, .vh, .actions, nav, footer, form, pre, img, "
    "article [aria-labelledby=forums], article [aria-labelledby=agreements], article [aria-labelledby=events], "
    "article [aria-labelledby=stands], article [aria-labelledby=signed], article [aria-labelledby=around], "
    ".ngo h2, .forum h2, .partnership h2, .event h2, .ngo summary, .reach h3, .maps"
)
# What the browser needs of Pagefind's output; the rest is its own interface.
KEPT_FILES = frozenset({"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.ru.pagefind"})
FRAGMENT = ".pf_fragment"
LANGUAGE = "ru_"  # what names of pages in a Russian index begin with
KEPT_ENDINGS = (".pf_meta", ".pf_index", FRAGMENT)
END = re.compile(r"\s*</(dt|dd|li|td|th|p|div|summary|h\d)>")
ANCHOR = re.compile(r' id="[^"]*"')
PAGE = SearchEntry("page", "Страница портала")
LAST = 0.4  # the worth of pages that are not for residents
FOR_STAFF = SearchEntry("page", "Редакторам портала", worth=LAST)
FOR_FEW = SearchEntry("page", "Страница портала", worth=LAST)  # laws and tables
Message = dict[str, Any]
T = TypeVar("T")
NEEDED = ("SYSTEMROOT",)  # without it no program starts on Windows


@dataclass(frozen=True, slots=True)
class Document:
    """A searchable page: ``body`` is the HTML of its searchable parts, ``text`` all of its words."""

    url: str
    title: str
    lead: str
    entry: SearchEntry
    body: str
    text: str

    @property
    def shown(self) -> Shown:
        """The page as a result without an excerpt."""
        return Shown(self.url, self.title, self.entry.over, self.entry.line or self.lead)


def index_site(work: Work, written: Iterator[Sequence[int]], meanwhile: Callable[[], T]) -> T:
    """Write ``pagefind/`` and ``search/words.json`` into the fresh site, whose pages are read as they are ``written``.

    Returns what ``meanwhile`` does: it is called once the pages are read, and Pagefind makes the index on one core.
    """
    entries: dict[str, SearchEntry] = {}
    counts: Counter[str] = Counter()
    meanings = Meanings(work.catalog)
    targets = meanings.targets()
    shown = _helpers(work, targets)

    def noted() -> Iterator[Document]:
        for document in read_documents(work, written):
            entries[document.url] = document.entry
            counts.update(words_of(document.text))
            if document.url in targets:
                shown[document.url] = document.shown
            yield document

    files, done = run_pagefind(noted(), meanwhile)
    for address, body in files.items():
        write_quickly(f"{work.fresh}/pagefind/{address}", body)
    terms, ids = work.catalog.vocabulary.lists["synonyms"].values(), page_ids(files)
    data = {
        "pages": len(entries),
        "names": LANGUAGE,
        "sets": _sets(entries, ids),
        "synonyms": [[term.label, *term.synonyms] for term in terms],
        "meanings": meanings.pack(shown, ids),
        **pack_words(counts),
    }
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    write_quickly(f"{work.fresh}/search/words.json", packed.encode())
    return done


def _helpers(work: Work, targets: Collection[str]) -> dict[str, Shown]:
    """Return the pages that tell who helps, by address, and the lists of organisations among the ``targets``.

    Most of them only answer what a query means and are not searched word by word.
    """
    found = {}
    for page in work.pages:
        if page.crowd or (page.answer and page.answer.count and page.answer.number == 1):
            entry = make_entry(page, work.catalog)
            found[page.url] = Shown(page.url, page.title, entry.over, entry.line)
        elif page.url in targets and page.kind == "find" and page.selection and page.selection.count:
            line = count_of(page.selection.count, *ORGANISATIONS)
            found[page.url] = Shown(page.url, page.selection.heading, HELPED, line)
    return found


def page_ids(files: Mapping[str, bytes]) -> dict[str, str]:
    """Map page addresses to the names Pagefind uses in its results, without their common prefix."""
    found = {}
    for address, body in files.items():
        if address.endswith(FRAGMENT):
            # Twelve bytes of its own sign, then JSON.
            url = str(json.loads(gzip.decompress(body)[12:])["url"])
            found[url] = address.removeprefix(f"fragment/{LANGUAGE}").removesuffix(FRAGMENT)
    return found


def _sets(entries: Mapping[str, SearchEntry], ids: Mapping[str, str]) -> list[tuple[str, float, str]]:
    """Return kind, worth and the names of the pages that have them.

    Pagefind has filters for this, but writes them in another order each time and loads the whole index to list them.
    """
    sets: dict[tuple[str, float], list[str]] = defaultdict(list)
    for url, name in ids.items():
        sets[entries[url].kind, entries[url].worth].append(name)
    return [(*key, " ".join(sorted(names))) for key, names in sorted(sets.items())]


def read_documents(work: Work, written: Iterator[Sequence[int]]) -> Iterator[Document]:
    """Yield the pages that have a searchable part, in address order, each as soon as it is ``written``."""
    entries = {
        page.url: make_entry(page, work.catalog)
        for page in work.pages
        if page.entity or page.answer or page.decision or page.crowd
    }
    urls = {page.url for page in work.pages if page.kind not in ("find", "moved")} | set(work.theme.prose)
    awaited = {page.url for page in work.pages}
    for url in sorted(urls):
        while url in awaited:
            awaited.difference_update(work.pages[number].url for number in next(written))
        text = (work.fresh / url / "index.html").read_text("utf-8")
        if BODY in text:
            yield _read_document(url, text, entries.get(url))


def _read_document(url: str, text: str, entry: SearchEntry | None) -> Document:
    # A record's head and foot say nothing that its entry does not.
    tree = LexborHTMLParser(text[text.index("<main") : text.rindex("</main>")] if entry else text)
    heading, summary = tree.css_first("h1"), tree.css_first('meta[name="description"]')
    title = " ".join(heading.text().split()) if heading else url
    bodies = tree.css(f"[{BODY}]")
    for body in bodies:
        for node in body.css(IGNORED):
            node.decompose()
    if entry and (first := tree.css_first(f"[{BODY}] .lead")):
        first.insert_child(SUMMED)
    lead = ""  # a record's page begins with one
    if entry is None:
        entry = FOR_STAFF if url.startswith("editors/") else FOR_FEW if url.startswith(("data/", "law/")) else PAGE
        lead = (summary.attributes["content"] or "") if summary else ""
    content = " ".join(body.text(separator=" ") for body in bodies)
    # Pagefind passes over a page without a word of its own.
    part = "".join(body.html or "" for body in bodies) if content.strip() else f"<p {BODY}>{html.escape(title)}</p>"
    words = f"{title} {entry.over} {lead} {entry.line} {entry.offers} {entry.words} {content}"
    return Document(url, title, lead, entry, part, words)


def _markup(document: Document) -> str:
    """Return the document as Pagefind reads it; attributes of one empty element hold what is not on the page."""
    entry = document.entry
    meta = {"title": document.title, "over": entry.over, "lead": document.lead, "line": entry.line}
    more = {"offers": entry.offers, "words": entry.words, "tel": entry.tel}
    values = {name: value for name, value in {**meta, **more}.items() if value}
    given = "".join(f' data-{name}="{html.escape(value)}"' for name, value in values.items())
    head = f'<i data-pagefind-meta="{", ".join(f"{name}[data-{name}]" for name in values)}"{given}></i>'
    # Terms and descriptions would run together without a separator; anchors would only make answers longer.
    body = END.sub(r"</\1> ", "</dd>".join(_ended(document.body.replace("</dt>", ":</dt>").split("</dd>"))))
    return f'<html lang="ru"><body>{head}{ANCHOR.sub("", body)}</body></html>'


def _ended(descriptions: list[str]) -> Iterator[str]:
    """End each description with a full stop unless it already ends with a mark; the last part is left as it is."""
    *before, rest = descriptions
    for text in map(str.rstrip, before):
        yield text if text.endswith(">") else ended(text)
    yield rest


def run_pagefind(documents: Iterable[Document], meanwhile: Callable[[], T]) -> tuple[dict[str, bytes], T]:
    """Return the files of the index by address within its folder, and what ``meanwhile`` returns.

    The same documents give the same bytes.
    """
    # Pagefind returns the files; if it wrote them itself, it would answer before they are on the disk.
    answer, done = _ask(_requests(documents), meanwhile)
    files = {
        file["path"]: base64.b64decode(file["content"])
        for file in answer["files"]
        if file["path"] in KEPT_FILES or file["path"].endswith(KEPT_ENDINGS)
    }
    return files, done


def _requests(documents: Iterable[Document]) -> Iterator[Message]:
    yield {"type": "NewIndex", "config": {"force_language": "ru"}}
    for document in documents:
        yield {"type": "AddFile", "index_id": 0, "url": document.url, "file_contents": _markup(document)}
    yield {"type": "GetFiles", "index_id": 0}


def _ask(requests: Iterable[Message], meanwhile: Callable[[], T]) -> tuple[Message, T]:
    """Return Pagefind's answer to the last request, and what ``meanwhile`` returns, called while it is awaited.

    Pagefind quits when its input ends, finished or not, so the input is held open.
    """
    # No settings from outside: it would read PAGEFIND_… variables.
    process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
        [_program(), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath} | {name: os.environ[name] for name in NEEDED if name in os.environ},
    )
    with process, ThreadPoolExecutor(1) as pool:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("Pagefind has no pipes")
        answer = pool.submit(_last_answer, process.stdout)  # meanwhile, so that neither side waits for the other
        try:
            _feed(process.stdin, requests)
            done = meanwhile()
            return answer.result(), done
        finally:
            process.kill()
            with suppress(BrokenPipeError):  # the rest of the input
                process.stdin.close()


def _feed(source: IO[bytes], requests: Iterable[Message]) -> None:
    try:
        for number, request in enumerate(requests, start=1):
            message = json.dumps({"message_id": number, "payload": request}, ensure_ascii=False)
            source.write(base64.b64encode(message.encode()) + b",")
        source.flush()
    except BrokenPipeError as error:
        raise RuntimeError("Pagefind stopped early") from error


def _last_answer(sink: IO[bytes]) -> Message:
    for answer in _answers(sink):
        if answer["type"] == "Error":
            raise RuntimeError(f"Pagefind: {answer['message']}")
        if answer["type"] == "GetFiles":
            return answer
    raise RuntimeError("Pagefind stopped early")


def _answers(sink: IO[bytes]) -> Iterator[Message]:
    rest = bytearray()
    while part := os.read(sink.fileno(), 1 << 16):
        *ends, tail = part.split(b",")
        for end in ends:
            yield json.loads(base64.b64decode(rest + end))["payload"]
            rest.clear()
        rest += tail


def _program() -> str:
    try:
        from pagefind_bin import get_executable

        return str(get_executable())
    except (ImportError, FileNotFoundError) as error:
        message = f"Нет Pagefind. Поставьте его: {how_to_install(RUNTIME)}, или соберите с --no-search."
        raise PortalError(message) from error
