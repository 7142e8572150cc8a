"""What a plain text contains that a page would show literally: markup of other programs, a stray final sign."""

from __future__ import annotations

import html
import re

from generator.model.schemas import Field
from generator.records.messages import Coded, name_of, shorten

TAGS = "a|b|big|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|s|small|span|strong|sub|sup|table|tbody|td|th|tr|u|ul"
TAG = re.compile(rf"</?(?:{TAGS})(?:\s[^<>]*)?/?>", re.IGNORECASE)
INLINE = re.compile(r"</?(?:b|big|em|i|s|small|strong|u|p|br)\s*/?>", re.IGNORECASE)
ENTITY = re.compile(r"&(?:nbsp|thinsp|ensp|emsp|shy|quot|amp|lt|gt|laquo|raquo|mdash|ndash|hellip|#\d{2,5});")
LINK = re.compile(r"!?\[[^\[\]\n]{0,200}\]\((?:https?:|/|mailto:)[^()\s]*\)")
STRONG = re.compile(r"\*\*(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\*\*")
HEAD = re.compile(r"^#{1,6} +(?=\S)", re.MULTILINE)
END = re.compile(r"(?<=[^\s,;])\s*[,;]+$")


def oddity(field: Field, text: str) -> Coded | None:
    """Return the warning that a text deserves, with the corrected text as a fix if that is certain."""
    if field.show == "staff":
        return None
    if found := (TAG.search(text) if "<" in text else None) or (ENTITY.search(text) if "&" in text else None):
        bare = " ".join(html.unescape(INLINE.sub(" ", text)).split())
        parts = len(re.findall(r"<(?:p|br)\b", text, re.IGNORECASE))  # several paragraphs would run together
        whole = bare if not TAG.search(bare) and "\n" not in text and parts < 2 else ""
        hint = "Запишите простой текст: «жирного» и ссылок в этом поле нет, адрес — в поле для адресов."
        return _coded("W224", field, f"разметка HTML: «{shorten(found[0])}» выйдет на страницу как есть.", hint, whole)
    for pattern in (LINK, STRONG, HEAD):
        if found := pattern.search(text):
            bare = HEAD.sub("", STRONG.sub(r"\1", text))
            hint = "Запишите простой текст; адрес страницы — в поле для адресов."
            message = f"разметка Markdown: «{shorten(found[0])}» выйдет на страницу как есть."
            return _coded("W224", field, message, hint, "" if LINK.search(bare) else bare)
    if text[-1] in ",;" and "\n" not in text and (bare := END.sub("", text)) != text:
        hint = "Уберите его; если текст оборван, допишите."
        return _coded("W223", field, f"в конце лишний знак «{text[-1]}».", hint, bare)
    return None


def _coded(code: str, field: Field, message: str, hint: str, whole: str) -> Coded:
    return Coded(code, f"{name_of(field)}: {message}", hint, {field.name: whole} if whole else None)
