"""Web addresses, and deceptive host names: Cyrillic that reads as Latin, mixed alphabets in a word.

Works offline.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from generator.model.verdicts import Verdict
from generator.text import LOOKALIKES, mixed_alphabet

REST = r"""[^\s<>"'`{}|\\^\[\]]*"""  # the part of an address after its host
LABEL = r"""[^\s<>"'`{}|\\^\[\]/?#@:.]"""
SCHEME = re.compile(r"(?:h?t{1,3}p{1,3}s?\s*[:;.]?\s*[/\\]{1,3})+", re.IGNORECASE)  # pasted twice as well
FILE = re.compile(r"[^/]*\.(?:pdf|docx?|xlsx?|pptx?|odt|odp|zip|jpe?g|png)", re.IGNORECASE)
LONGEST = 2000
# Browsers use this pattern too (see json_schema), without the further rules of ``is_url``.
URL = re.compile(rf"https?://(?:{LABEL}+\.)+{LABEL}{{2,}}(?::[0-9]*)?(?:[/?#]{REST})?")
HOST = re.compile(r"(?=.{1,253}$)(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$")
# «ВКонтакте: https://…»: an address after a name; any other word might change the meaning.
LABELLED = re.compile(
    r"(?:наш[аи]?\s+)?(?:сайт|страница|группа|канал|ссылка|адрес|вк|вконтакте|vk|телеграмм?|telegram|tg|одноклассники"
    r"|ок|ok|youtube|ютуб|rutube|рутуб|дзен|max|макс)(?:\s+во?\s+[^\W\d_]+)?\s*[:–—-]?\s+(?P<url>https?://\S+)",
    re.IGNORECASE,
)
LINK = re.compile(r"!?\[[^\[\]]*\]\((?P<url>https?://[^\s()]+)\)")  # in Markdown
HTML_LINK = re.compile(r"<a\s[^<>]*href=[\"'](?P<url>https?://[^\"'<>\s]+)[\"'][^<>]*>[^<>]*</a>", re.IGNORECASE)
NICK = re.compile(
    r"(?:@|(?:вк|вконтакте|vk|телеграмм?|telegram|tg|тг)\s*[:–—-]\s*@?(?=[a-z0-9_.]{3}))([\w.]+)", re.IGNORECASE
)
# Addresses among words, with or without https://.
ADDRESSES = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+(?:ru|рф|su|com|org|net|info|me|online|site|example)(?:/[^\s,;]*)?(?![\w.-])"
)
WORD = re.compile(r"[^\W\d_]+")
CYRILLIC = re.compile("[\u0400-\u052f\u1c80-\u1c8f]")
RUSSIAN = re.compile("[а-яё0-9-]+")
READS_LATIN = frozenset("авсеноркстху0123456789-")  # a word of only these can be read as Latin, in either case


def deceiving(host: str) -> bool:
    """Tell whether a host name, possibly in Punycode, can be mistaken for another.

    True for a word in two alphabets, for Cyrillic that is not Russian, and for a Russian word made only of look-alikes.
    The last is allowed in a Russian zone, where every letter is Russian.
    """
    labels = [_readable(label) for label in host.casefold().split(".")]
    russian_zone = RUSSIAN.fullmatch(labels[-1]) and CYRILLIC.search(labels[-1])
    for label in labels:
        if any(map(mixed_alphabet, WORD.findall(label))):
            return True
        if CYRILLIC.search(label) and not (
            RUSSIAN.fullmatch(label) and (russian_zone or not READS_LATIN.issuperset(label))
        ):
            return True
    return False


def host_of(url: str) -> str:
    """Return the host of an address, or an empty string."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def mixed_host(url: str) -> bool:
    """Tell whether a word of the host mixes alphabets, even if the rest of the address is malformed."""
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
    """Tell whether the text is an absolute http(s) address with a plausible host and no user name."""
    if not URL.fullmatch(text):
        return False
    try:
        parts = urlsplit(text)
        if parts.port == 0:
            return False
    except ValueError:
        return False
    return "@" not in parts.netloc and bool(HOST.match(parts.hostname or "")) and not deceiving(parts.hostname or "")


def apart(text: str) -> str:
    """Put commas between addresses if the text has nothing else."""
    words = text.split()
    several = len(words) > 1 and all(word.startswith(("http://", "https://")) for word in words)
    return ",".join(words) if several else text


def _with_extras(text: str) -> Verdict | None:
    """Judge an address with something around it, or a page's name in its place."""
    if name := NICK.fullmatch(text):
        pages = f"ВКонтакте — https://vk.com/{name[1]}, в Telegram — https://t.me/{name[1]}"
        hint = f"Запишите адрес страницы целиком, каким он открывается в браузере. Например: {pages}."
        return Verdict(text, "это имя в соцсети, а не адрес", hint)
    if found := LABELLED.fullmatch(text) or LINK.fullmatch(text) or HTML_LINK.fullmatch(text):
        hint = "Нужен один адрес, без пояснений."
        return Verdict(text, "кроме адреса здесь есть слова", hint, found["url"] if is_url(found["url"]) else "")
    bare = text.strip("<>«»\"'()[] ").rstrip(".,;")
    if bare != text and is_url(bare):
        return Verdict(text, "вокруг адреса лишние знаки", "Нужен один адрес, без знаков вокруг.", bare)
    first, *others = text.split() or [""]
    if others and re.match("[(—–а-яё]", others[0].lower()) and is_url(first) and "://" not in "".join(others):
        if "?" in first:
            hint = "В адресе пробел. Скопируйте адрес из строки браузера целиком или оставьте часть до знака ?."
            return Verdict(text, "адрес прерван пробелом", hint)
        hint = f"Оставьте адрес {first}, слова уберите или перенесите в поле для слов."
        return Verdict(text, "кроме адреса здесь есть слова", hint)
    return None


def _among_words(text: str) -> str:
    """Say what to do with words in place of an address: some have addresses among them, or name a file."""
    if found := ADDRESSES.findall(text):
        if len(found) == 1:
            rest = "Остальное (слова, телефон) перенесите в поле для слов."
            return f"Оставьте один адрес, целиком: https://{found[0].rpartition('//')[2]} {rest}"
        return f"Здесь есть адреса: {', '.join(found)}. Оставьте один, целиком, с https://; остальные — в links."
    return "Если адреса нет, удалите строку, а слова перенесите в поле для слов."


def check_url(text: str) -> Verdict:
    """Check an absolute http(s) address with a host name, without user names."""
    if len(text) > LONGEST:
        hint = f"Найдите адрес до {LONGEST} знаков: обычно хватает части до знака ?."
        return Verdict(text, "адрес слишком длинный", hint)
    if is_url(text):
        return Verdict(text)
    if verdict := _with_extras(text):
        return verdict
    if FILE.fullmatch(text.strip()):
        hint = "Выложите файл в сеть и впишите его адрес целиком. Если его там нет, удалите строку."
        return Verdict(text, "это имя файла, а нужен адрес", hint)
    scheme, _, rest = text.partition(":")
    whole = SCHEME.sub("https://", text, count=1) if SCHEME.match(text) else f"https://{text.lstrip('/')}"
    if not text.lower().startswith(("http://", "https://")):
        guess = whole if is_url(whole) else ""
        if rest and re.fullmatch(r"[a-zA-Z][a-zA-Z0-9+-]*", scheme) and not SCHEME.match(text):
            return Verdict(text, f"адрес не может начинаться с «{scheme}:»", "Годятся только https:// и http://.")
        if len(found := ADDRESSES.findall(text)) > 1 and not ADDRESSES.sub("", text).strip(" ,;/и"):
            hint = f"Здесь оставьте один, с https://: https://{found[0].rpartition('//')[2]}. Остальные — в links."
            return Verdict(text, "здесь не один адрес", hint)
        if not guess and re.search(r"[а-яё]{3}.*\s", text, re.IGNORECASE):
            return Verdict(text, "это слова, а нужен адрес страницы", _among_words(text))
        return Verdict(text, "адрес без https://", "Нужен адрес целиком, как в строке браузера.", guess)
    if mixed_host(text):
        guess = text.translate(LOOKALIKES)
        hint = "Такой адрес не откроется: наберите его заново латинскими буквами."
        return Verdict(text, "в адресе смешаны русские и латинские буквы", hint, guess if is_url(guess) else "")
    if deceiving(host_of(text)) and not re.search(r"\s", host_of(text)):
        hint = "Откройте сайт и скопируйте адрес из строки браузера."
        return Verdict(text, "адрес из русских букв выглядит как латинский и ведёт на чужой сайт", hint)
    if re.search(r"[\s,;]+https?://", text):
        return Verdict(text, "здесь не один адрес", "Каждый адрес — отдельное значение списка.")
    guess = re.sub(r"\s*([/.:])\s*", r"\1", SCHEME.sub(text.partition(":")[0].lower() + "://", text, count=1))
    hint = "Скопируйте адрес из строки браузера целиком, без пробелов и кавычек."
    return Verdict(text, "адрес страницы записан неверно", hint, guess if guess != text and is_url(guess) else "")
