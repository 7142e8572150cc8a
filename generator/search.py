"""The search index of a finished site: what of each page is searched, given to Pagefind in the order of addresses.

Pagefind numbers pages as it meets them, and a walk over a folder meets them as the disk likes: the same site gave
other bytes on another disk. So it runs in its service mode (one request a page on its standard input). It also gets
only what is worth finding: no headers, no words that stand on every page.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
import subprocess
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from selectolax.lexbor import LexborHTMLParser

from generator.lexicon import count_words, pack_words
from generator.problems import PortalError
from generator.search_entries import Entry, make_entry
from generator.site import Work

BODY = "data-pagefind-body"
# Of a searched part this is left out: the title (searched as such), states and counts, sentences that stand on many
# pages, sources, code samples, words for screen readers only; what the entry's line says; names of other pages, which
# are found by themselves.
LINK_LISTS = ("forums", "agreements", "events", "stands", "signed", "around")
IGNORED = ", ".join(
    "h1 .head__over .head__when .head__where .reach__address .call--big .chip .chips .strip--quiet .reach__instead .reach__map .origin .count-line .empty .muted .vh "
    ".actions nav footer form pre".split()
    + [f'article [aria-labelledby="{name}"]' for name in LINK_LISTS]
)
# What the browser needs of Pagefind's output; the rest is its own interface.
KEPT_FILES = frozenset({"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.ru.pagefind"})
KEPT_ENDINGS = frozenset({".pf_meta", ".pf_index", ".pf_fragment"})
END = re.compile(r"</(dt|dd|li|td|th|p|div|summary|h\d)>")
STOP = re.compile(r"([^\s.!?:;>])\s*</dd>")
ANCHOR = re.compile(r' id="[^"]*"')
PAGE = Entry("page", "Страница портала")
FOR_STAFF = Entry("page", "Редакторам портала", aside=True)
Message = dict[str, Any]
PageSet = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Document:
    """A searched page: ``body`` is the HTML of its searched parts, ``text`` all its words."""

    url: str
    title: str
    lead: str
    entry: Entry
    body: str
    text: str

    @property
    def set(self) -> PageSet:
        return self.entry.kind, self.entry.aside


def index_site(work: Work) -> None:
    """Write ``pagefind/`` and ``search/words.json`` into the fresh site."""
    documents = list(read_documents(work))
    # Which pages are of a kind, and which stand aside, is said by one sort order and the sizes of its parts:
    # Pagefind writes filters, and several orders, in another order each time.
    sizes = Counter(document.set for document in documents)
    sets = sorted(sizes)
    _run_pagefind(documents, sets, work.fresh / "pagefind")
    terms = work.catalog.vocabulary.lists["synonyms"].values()
    data = {
        "pages": len(documents),
        "sets": [[*name, sizes[name]] for name in sets],
        "synonyms": [[term.label, *term.synonyms] for term in terms],
        **pack_words(count_words(document.text for document in documents)),
    }
    target = work.fresh / "search" / "words.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), "utf-8")


def read_documents(work: Work) -> Iterator[Document]:
    """Pages with a searched part, by address."""
    entries = {page.url: make_entry(page, work.catalog) for page in work.pages if page.entity}
    urls = {page.url for page in work.pages if page.kind not in ("find", "moved")} | set(work.theme.prose)
    for url in sorted(urls):
        text = (work.fresh / url / "index.html").read_text("utf-8")
        if BODY in text:
            yield _read_document(url, text, entries.get(url))


def _read_document(url: str, text: str, entry: Entry | None) -> Document:
    tree = LexborHTMLParser(text)
    heading, summary = tree.css_first("h1"), tree.css_first('meta[name="description"]')
    title = " ".join(heading.text().split()) if heading else url
    bodies = tree.css(f"[{BODY}]")
    for body in bodies:
        for node in body.css(IGNORED):
            node.decompose()
    lead = ""  # a record's page begins with one
    if entry is None:
        entry = FOR_STAFF if url.startswith("editors/") else PAGE
        lead = (summary.attributes["content"] or "") if summary else ""
    content = " ".join(body.text(separator=" ") for body in bodies)
    # Pagefind passes over a page without a word of its own.
    part = "".join(body.html or "" for body in bodies) if content.strip() else f"<p {BODY}>{html.escape(title)}</p>"
    words = f"{title} {entry.over} {lead} {entry.line} {entry.words} {content}"
    return Document(url, title, lead, entry, part, words)


def _markup(document: Document, place: int) -> str:
    """The document as Pagefind reads it: attributes of one empty element hold what is not on the page."""
    entry = document.entry
    meta = {
        "title": document.title,
        "over": entry.over,
        "lead": document.lead,
        "line": entry.line,
        "words": entry.words,
    }
    values = {name: value for name, value in meta.items() if value}
    given = "".join(f' data-{name}="{html.escape(value)}"' for name, value in values.items())
    names = ", ".join(f"{name}[data-{name}]" for name in values)
    head = f'<i data-pagefind-meta="{names}"{given} data-pagefind-sort="set[data-set]" data-set="{place}"></i>'
    # Terms and their descriptions stand side by side with nothing between; anchors would only make answers longer.
    body = END.sub(r"</\1> ", STOP.sub(r"\1.</dd>", document.body.replace("</dt>", ":</dt>")))
    return f'<html lang="ru"><body>{head}{ANCHOR.sub("", body)}</body></html>'


def _run_pagefind(documents: Sequence[Document], sets: Sequence[PageSet], target: Path) -> None:
    requests: list[Message] = [{"type": "NewIndex", "config": {"force_language": "ru"}}]
    for document in documents:
        markup = _markup(document, sets.index(document.set))
        requests.append({"type": "AddFile", "index_id": 0, "url": document.url, "file_contents": markup})
    # Files come back as an answer: told to write them, Pagefind answers before they are on the disk.
    requests.append({"type": "GetFiles", "index_id": 0})
    answers = _ask(requests)
    failed = [answer["message"] for answer in answers if answer["type"] == "Error"]
    if failed or len(answers) != len(requests):
        raise RuntimeError(f"Pagefind failed: {failed[:3] or 'it stopped early'}")
    for file in answers[-1]["files"]:
        path = target / file["path"]
        if path.name in KEPT_FILES or path.suffix in KEPT_ENDINGS:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(base64.b64decode(file["content"]))


def _ask(requests: Sequence[Message]) -> list[Message]:
    """Pagefind's answers, in order. It stops at the end of its input, finished or not: so that is held open."""
    lines = [
        base64.b64encode(json.dumps({"message_id": number, "payload": request}, ensure_ascii=False).encode()) + b","
        for number, request in enumerate(requests, start=1)
    ]
    # No settings from outside: it would read PAGEFIND_… variables.
    process = subprocess.Popen(  # noqa: S603 - a fixed command, no shell
        [_program(), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.defpath},
    )
    with process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("Pagefind has no pipes")
        threading.Thread(target=_feed, args=(process.stdin, lines), daemon=True).start()
        output, missing = [], len(lines)
        while missing > 0 and (part := os.read(process.stdout.fileno(), 1 << 16)):
            output.append(part)
            missing -= part.count(b",")
        process.kill()
    return [json.loads(base64.b64decode(answer))["payload"] for answer in b"".join(output).split(b",") if answer]


def _feed(source: IO[bytes], lines: Iterable[bytes]) -> None:
    """From a thread of its own: Pagefind answers before it has read everything."""
    with suppress(BrokenPipeError):
        source.writelines(lines)
        source.flush()


def _program() -> str:
    try:
        from pagefind_bin import get_executable

        return str(get_executable())
    except (ImportError, FileNotFoundError) as error:
        raise PortalError("Нет Pagefind. Установите зависимости (make site) или соберите с --no-search.") from error
