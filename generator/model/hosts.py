"""Web addresses, and deceptive host names: Cyrillic that reads as Latin, mixed alphabets in a word.

Works offline.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.text import mixed_alphabet

REST = r"""[^\s<>"'`{}|\\^\[\]]*"""  # the part of an address after its host
LABEL = r"""[^\s<>"'`{}|\\^\[\]/?#@:.]"""
# Browsers use this pattern too (see json_schema); the further rules of ``is_url`` they do not know.
URL = re.compile(rf"https?://(?:{LABEL}+\.)+{LABEL}{{2,}}(?::[0-9]*)?(?:[/?#]{REST})?")
HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$")
# «ВКонтакте: https://…»: an address after its name and no other word, which might change the meaning.
LABELLED = re.compile(
    r"(?:наш[аи]?\s+)?(?:сайт|страница|группа|канал|ссылка|адрес|вк|вконтакте|vk|телеграмм?|telegram|tg|одноклассники"
    r"|ок|ok|youtube|ютуб|rutube|рутуб|дзен|max|макс)(?:\s+во?\s+[^\W\d_]+)?\s*[:–—-]?\s+(?P<url>https?://\S+)",
    re.IGNORECASE,
)
LINK = re.compile(r"!?\[[^\[\]]*\]\((?P<url>https?://[^\s()]+)\)")  # of Markdown
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8f]")
RUSSIAN = re.compile("[а-яё0-9-]+")
ALIKE = frozenset("авсеноркстху0123456789-")  # a word made only of these reads as Latin, lower-case or capital


def deceiving(host: str) -> bool:
    """Whether a host name, possibly in Punycode, can be mistaken for another.

    True for a word in two alphabets, for Cyrillic that is not Russian, and for a Russian word made only of look-alikes.
    The last is allowed in a Russian zone, where every letter is Russian.
    """
    labels = [_readable(label) for label in host.casefold().split(".")]
    russian_zone = RUSSIAN.fullmatch(labels[-1]) and CYRILLIC.search(labels[-1])
    for label in labels:
        if any(map(mixed_alphabet, WORD.findall(label))):
            return True
        if CYRILLIC.search(label) and not (RUSSIAN.fullmatch(label) and (russian_zone or not ALIKE.issuperset(label))):
            return True
    return False


def host_of(url: str) -> str:
    """Return the host of an address, or an empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def mixed_host(url: str) -> bool:
    """Whether a word of the host mixes alphabets, even if the rest of the address is malformed."""
    host = url.split("://", 1)[-1].split("/", 1)[0]
    return not host.isascii() and any(map(mixed_alphabet, WORD.findall(host)))


def _readable(label: str) -> str:
    """Return the label as browsers show it; invalid Punycode is returned as it is."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return label


def is_url(text: str) -> bool:
    """Whether the text is an absolute http(s) address with a plausible host and no user name."""
    if not URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        if parts.port == 0:
            return False
    except ValueError:
        return False
    return "@" not in parts.netloc and bool(HOST.match(parts.hostname or "")) and not deceiving(parts.hostname or "")
