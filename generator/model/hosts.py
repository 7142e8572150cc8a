"""Addresses of pages, and host names that deceive the eye: Cyrillic that reads as Latin, two alphabets in a word.

Asks no network.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.text import mixed_alphabet

REST = r"""[^\s<>"'`{}|\\^\[\]]*"""  # signs of an address behind its host
LABEL = r"""[^\s<>"'`{}|\\^\[\]/?#@:.]"""
# Browsers read this one too (json_schema): what ``is_url`` asks for besides, they do not know.
URL = re.compile(rf"https?://(?:{LABEL}+\.)+{LABEL}{{2,}}(?::[0-9]*)?(?:[/?#]{REST})?")
HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$")
# «ВКонтакте: https://…»: an address behind its name, and no other word, which could turn what it says.
LABELLED = re.compile(
    r"(?:наш[аи]?\s+)?(?:сайт|страница|группа|канал|ссылка|адрес|вк|вконтакте|vk|телеграмм?|telegram|tg|одноклассники"
    r"|ок|ok|youtube|ютуб|rutube|рутуб|дзен|max|макс)(?:\s+во?\s+[^\W\d_]+)?\s*[:–—-]?\s+(?P<url>https?://\S+)",
    re.IGNORECASE,
)
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8f]")
RUSSIAN = re.compile("[а-яё0-9-]+")
ALIKE = frozenset("авсеноркстху0123456789-")  # a word of these alone passes for a Latin one, or for English capitals


def deceiving(host: str) -> bool:
    """Whether a host, maybe in Punycode, may be taken for another one.

    So may a word in two alphabets, Cyrillic that is not Russian, and a Russian word of nothing but look-alikes, unless
    its zone is Russian too: there all letters are.
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
    """The host of an address, or an empty text where it has none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def mixed_host(url: str) -> bool:
    """Whether a word of the host is in two alphabets, however badly the rest is written."""
    host = url.split("://", 1)[-1].split("/", 1)[0]
    return not host.isascii() and any(map(mixed_alphabet, WORD.findall(host)))


def _readable(label: str) -> str:
    """The label as browsers show it; Punycode that means nothing stays."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return label


def is_url(text: str) -> bool:
    """An absolute http(s) address with a plausible host, without user names."""
    if not URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        if parts.port == 0:
            return False
    except ValueError:
        return False
    return "@" not in parts.netloc and bool(HOST.match(parts.hostname or "")) and not deceiving(parts.hostname or "")
