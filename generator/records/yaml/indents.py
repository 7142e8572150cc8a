"""Indentation: find the line that is out of step with its neighbours, which is not always the one the parser names."""

from __future__ import annotations

import re

from generator.problems.problem import Fix
from generator.records.yaml.lines import (
    BLOCK,
    ENTRY,
    Spot,
    TextFault,
    entry_of,
    in_quotes,
    indent_of,
    key_fault,
    loose_entry_of,
    rewrite,
    structure,
    value_of,
)
from generator.text import plural

# What looks like a field: any word and a colon; but inside an indented text only lower-case Latin letters.
KNOWN = {False: ENTRY, True: re.compile(r"\s*[a-z_]+:(?:\s|$)")}


# A field that lost the space after its colon; neither prose nor an address begins like this.
FIELD = re.compile(r"[a-z_]+\s?:(?!//)")


# A sentence with a colon, at the margin: no field has two spaces in its name.
PROSE = re.compile(r"[^\W\d_]\S*\s+[^\s:]+\s+[^:]*:(?:\s|$)")
# A field by its Russian name, without its colon.
LABELLED = re.compile(
    r"(?P<label>тел|телефон|почта|сайт|адрес|источник|инн|огрн|кпп|индекс|часы|название)\.?\s+[–—-]?\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
WRAPPED = 50  # characters; a longer line may be one that goes on in the next
SHOWN = 60


def block_text(lines: list[str], header: int, number: int) -> TextFault:
    hint = "Сдвиньте все строки текста вправо: на два пробела дальше, чем название поля."
    message = "Текст после знака | не сдвинут вправо."
    return TextFault("E128", number, indent_of(lines[number]), message, hint, fix=pushed_right(lines, header))


def pushed_right(lines: list[str], header: int) -> Fix | None:
    """Return the fix that indents the text below a field ending with | or >; None if there is no text."""
    last = header
    for number in range(header + 1, len(lines)):
        field = loose_entry_of(lines[number]) and not PROSE.match(lines[number])
        if field or FIELD.match(lines[number]) or lines[number].lstrip().startswith("#"):
            break
        last = number if lines[number].strip() else last
    if last == header:
        return None
    entry = entry_of(lines[header])
    pad = " " * ((entry.start("key") if entry else indent_of(lines[header])) + 2)
    return Fix(
        header + 2, last + 1, "\n".join(f"{pad}{line.strip()}".rstrip() for line in lines[header + 1 : last + 1])
    )


def without_dashes(lines: list[str]) -> Fix | None:
    """Return the fix that takes dashes off a record's fields (all or the first); None if the dashes mark items."""
    keys: list[str] = []
    laid: list[str] = []
    for line in lines:
        entry = entry_of(line)
        if entry and not indent_of(line) and entry["dash"] == "- ":
            laid.append(line[2:])
        elif line[:2].strip() and not line.startswith("#"):
            return None
        else:
            laid.append(line.removeprefix("  "))
        keys += [entry["key"]] if entry and not indent_of(laid[-1]) else []
    while laid and not laid[-1].strip():
        laid.pop()
    return Fix(1, len(laid), "\n".join(laid)) if keys and len(set(keys)) == len(keys) and all(keys) else None


def no_field(lines: list[str], number: int) -> TextFault:
    """Report a line that is neither field nor item: a remark, the rest of the text above, or something unknown."""
    line = lines[number].strip()
    message = f"В строке нет поля: «{line[:60]}»."
    if line.startswith("//"):
        fix = Fix(number + 1, number + 1, f"# {line.lstrip('/ ')}")
        return TextFault("E125", number, indent_of(lines[number]), message, "Пояснение начинают знаком #.", fix=fix)
    if labelled := LABELLED.fullmatch(line):
        value = labelled["value"]
        fix = Fix(number + 1, number + 1, f"{labelled['label']}: {in_quotes(value)}")
        if not indent_of(lines[number]):
            return TextFault("E125", number, 0, message, "Похоже, после названия поля нет двоеточия.", fix=fix)
    hint = "Если это продолжение прошлой строки, допишите его туда; если новое поле, запишите «поле: значение»."
    joined = None if _is_remark(lines, number) else _joined(lines, number) or _set_below(lines, number)
    if joined is None and indent_of(lines[number]) == 0:
        hint += f" Если это заметка для своих: note: {line}" if len(line) <= SHOWN else ""
    return TextFault("E125", number, indent_of(lines[number]), message, hint, fix=joined)


def _is_remark(lines: list[str], number: int) -> bool:
    """Tell whether a sentence at the margin follows a short value that is whole: it may be somebody's remark."""
    entry = entry_of(lines[number - 1]) if number else None
    value = (entry["value"] or "").strip() if entry else ""
    begins = lines[number][:1].isupper() and not indent_of(lines[number])
    return bool(begins and value and len(value) < WRAPPED and not value.endswith((",", "-", "–", "—", "и")))


def _set_below(lines: list[str], number: int) -> Fix | None:
    """Return the fix for a text that begins on the line below its field.

    A single sentence or enumeration moves up to the field's line; paragraphs become a block after «|».
    """
    own = indent_of(lines[number])
    header = next((n for n in range(number - 1, -1, -1) if lines[n].strip() and indent_of(lines[n]) < max(own, 1)), -1)
    entry = entry_of(lines[header]) if header >= 0 else None
    if not entry or not entry["key"] or (entry["value"] or "").strip() or (not own and header < number - 1):
        return None
    last = number
    for place in range(header + 1, len(lines)):
        inner = place <= number or indent_of(lines[place]) > entry.start("key")
        if lines[place].strip() and (lines[place].lstrip().startswith(("#", "- ")) or KNOWN[inner].match(lines[place])):
            break
        last = place if lines[place].strip() else last
    text = [line.strip() for line in lines[header + 1 : last + 1]]
    parted = all(line.endswith(",") for line in text[:-1])
    if "" not in text and (parted or (text[0][:1].isupper() and all(line[:1].islower() for line in text[1:]))):
        whole = " ".join(text)
        plain = whole if re.fullmatch(r"[\w«(][^:#\"'{}\[\]]*", whole) else in_quotes(whole)
        return Fix(header + 1, last + 1, rewrite(entry, plain))
    if last < number or "" not in text or not own:
        return None  # may be lines of a list, or fields
    pad = " " * (entry.start("key") + 2)
    return Fix(header + 1, last + 1, "\n".join([rewrite(entry, "|"), *(f"{pad}{line}".rstrip() for line in text)]))


def _joined(lines: list[str], number: int) -> Fix | None:
    """Return the fix that appends the lines from ``number`` on, which are no fields, to the field just above."""
    entry = entry_of(lines[number - 1]) if number else None
    value = (entry["value"] or "").strip() if entry else ""
    if not entry or not re.match(r"[^\W_]|[«(№]|\"[^\"]+\"$", value):
        return None
    if not re.search("[а-яё]", value, re.IGNORECASE):
        return None  # a code or a number does not continue on the next line
    last = number
    while last + 1 < len(lines) and re.match(r"\s*[^\W_]", lines[last + 1]) and not loose_entry_of(lines[last + 1]):
        last += 1
    below = [line.strip() for line in lines[number : last + 1]]
    if any(re.search(r"[^\W\d_]-$", line) for line in [value, *below[:-1]]):
        return None  # a word parted at the end of a line, or one with a hyphen
    if not all(re.match(r"[^\W_a-z]|[«(№]", line) for line in below) or any(
        re.search(r":\s|[;|]\S", line) for line in below
    ):
        return None  # a Latin word is more likely a field without its colon
    text = " ".join([value.strip('"'), *below])
    return Fix(number, last + 1, rewrite(entry, in_quotes(text)))


def shifted(spot: Spot) -> TextFault | None:
    """Find why the parser misses a key or a dash: usually a line is indented differently from its neighbours."""
    entry = loose_entry_of(spot.text)
    if "document start" in spot.complaint:
        number, line = next(structure(spot.lines), (0, ""))
        if line.lstrip().startswith("- "):
            hint = "Запись начинается с названия поля; перенесите пункт под поле, к которому он относится."
            return TextFault("E110", number, indent_of(line), "Запись начинается с пункта списка.", hint)
        return _moved(number, line, 0) if indent_of(line) else None
    above, header = spot.before(spot.line)
    upper = entry_of(header)
    if upper and upper["dash"] and not upper["key"] and (fault := key_fault(above, header)):
        return fault  # the item above has no colon, so the fields below it belong nowhere
    if upper and upper["dash"] and not upper["key"] and entry and entry["key"] and not entry["dash"]:
        return _nameless(spot, above, entry["key"])
    if "mapping values" in spot.complaint and entry and entry_of(header) and value_of(header):
        return _stray(spot, entry)
    if not ("expected key" in spot.complaint or "'-'" in spot.complaint):
        return None
    if spot.text.lstrip().startswith(":"):
        hint = "Запишите название поля перед двоеточием или удалите строку."
        return TextFault("E115", spot.line, spot.column, "Перед двоеточием нет названия поля.", hint)
    if BLOCK.match(header) and not entry:
        return block_text(spot.lines, spot.before(spot.line)[0], spot.line)
    if not entry:
        return no_field(spot.lines, spot.line)
    return _stray(spot, entry)


def _nameless(spot: Spot, number: int, below: str) -> TextFault:
    """Report an item whose first line has a value but no key. The key of the list's other items is inserted."""
    line = spot.lines[number]
    start = indent_of(line)
    others: set[str | None] = set()
    for place, text in structure(spot.lines):
        if indent_of(text) < start and place < number:
            others = set()  # those were of another list
        elif indent_of(text) < start:
            break
        elif place != number and (one := entry_of(text)) and one.start("dash") == start:
            others.add(one["key"])
    key = next((name for name in ("title", "name", "text") if others == {name} and name != below), "")
    hint = f"Поставьте после дефиса название поля, двоеточие и пробел, например: - {key or 'title'}: …"
    mended = f"{' ' * start}- {key}: {in_quotes(line.strip()[1:].strip())}" if key else None
    return TextFault("E125", number, start, "В первой строке пункта нет названия поля.", hint, mended)


def _stray(spot: Spot, entry: re.Match[str]) -> TextFault:
    """Report the line that is out of step: this one, the one above it, or a list item that lost its dash."""
    above, header = spot.before(spot.line)
    upper, higher = entry_of(header), entry_of(spot.before(above)[1])
    if not entry["dash"] and _begins_again(spot, indent_of(spot.text)):
        hint, mended = "Каждый пункт списка начинается с дефиса и пробела.", f"{' ' * indent_of(spot.text)}- "
        mended += spot.text.lstrip()
        return TextFault("E128", spot.line, indent_of(spot.text), "У пункта списка потерян дефис.", hint, mended)
    below = next((line for _, line in structure(spot.lines[spot.line + 1 :])), "")
    lower = entry_of(below)
    column = entry.start("key")
    if upper and value_of(header) and not upper["dash"] and upper.start("key") < column:
        stands_out = higher is not None and higher["key"] and higher.start("key") == column
        return _moved(above, header, column) if stands_out else _moved(spot.line, spot.text, upper.start("key"))
    if not entry["dash"] and upper and lower and not lower["dash"] and lower["key"]:
        if upper["dash"] and lower.start("key") == column and column >= len(upper["dash"]):
            return _moved(above, header, column - len(upper["dash"]))
        if upper["key"] and lower.start("key") == upper.start("key"):
            return _moved(spot.line, spot.text, upper.start("key"))
    columns = _columns(spot)
    place = entry.start("dash") if entry["dash"] else column
    nearest = min(columns, key=lambda found: (abs(found - place), -found), default=None)
    if nearest is not None and nearest != place:
        return _moved(spot.line, spot.text, nearest)
    hint = "Перенесите эти поля под пункт, к которому они относятся: пункт начинается с «- »."
    return TextFault("E128", spot.line, indent_of(spot.text), "Над первым пунктом списка стоят поля без пункта.", hint)


def _begins_again(spot: Spot, column: int) -> bool:
    """Tell whether a line level with the dashes lost its own: fields below it repeat those of the item above."""
    above: set[str] = set()
    for _, line in reversed(list(structure(spot.lines[: spot.line]))):
        one = entry_of(line)
        above |= {one["key"]} if one and one["key"] and one.start("key") == column + 2 else set()
        if one and one["dash"] and one.start("dash") == column:
            break
        if indent_of(line) <= column:
            return False
    for _, line in structure(spot.lines[spot.line + 1 :]):
        one = entry_of(line)
        if indent_of(line) <= column:
            break
        if one and not one["dash"] and one.start("key") == column + 2 and one["key"] in above:
            return True
    return False


def _columns(spot: Spot) -> list[int]:
    """Return the columns where lines of the same kind (items or keys) begin above this one."""
    wants_dash = spot.text.lstrip().startswith("- ")
    entries = [entry for _, line in structure(spot.lines[: spot.line]) if (entry := entry_of(line))]
    if wants_dash:
        return [entry.start("dash") for entry in entries if entry["dash"]]
    return [entry.start("key") for entry in entries if entry["key"]]


def _moved(number: int, line: str, column: int) -> TextFault:
    mended = " " * column + line.lstrip()
    spaces = plural(column, "пробел", "пробела", "пробелов")
    wanted = f"Поставьте в начале строки {column} {spaces}" if column else "Уберите пробелы в начале строки"
    hint = f"{wanted}, как у соседних строк."
    key = entry.group("key") if (entry := entry_of(line)) else ""
    message = f"Поле «{key}» сдвинуто относительно соседних." if key else "Строка сдвинута относительно соседних."
    return TextFault("E128", number, indent_of(line), message, hint, mended)
