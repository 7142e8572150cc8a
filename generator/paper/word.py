"""Word documents from a description: Word's own headings, lists, tables and page numbers.

The passport and the handout share their description with the PDF; letters are written here too. The same records on the
same day give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

import docx
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from generator.exports.book import write_archive
from generator.text import shorten

FONT = "Times New Roman"
LINE = 17.0  # cm between the margins
NUMBER = 1.2  # cm for the row number
SIZES = {"Normal": 12, "Title": 22, "Heading 1": 14, "Heading 2": 12}
LISTS = {"points": "List Number", "list": "List Bullet"}
Block = Mapping[str, Any]


def write_docx(data: Block, today: date) -> bytes:
    """Write a DOCX of ``data``: title, lead, operator, day, example, colours, sections of blocks.

    A section's title may be empty. ``size`` (pt), if given, is for a text that must fit its pages: it is set tight, as
    in its PDF.
    """
    document = docx.Document()
    _prepare(document, data, today)
    if data.get("size"):
        _press(document, data["size"])
    document.add_heading(data["title"], 0)
    if data["lead"]:
        document.add_paragraph(data["lead"])
    if data["example"]:
        document.add_paragraph().add_run("Это пример: город, организации и люди выдуманы.").italic = True
    muted = _colour(data, "muted")
    _muted(document.add_paragraph(f"По записям портала на {data['day']}"), muted)
    _muted(document.add_paragraph(data["operator"]), muted)
    for section in data["sections"]:
        if section["title"]:
            document.add_heading(section["title"], 1)
        for block in section["blocks"]:
            _add_block(document, block, Pt(1 if data.get("size") else 3))
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        return write_archive({name: archive.read(name) for name in archive.namelist()})


def _prepare(document: Any, data: Block, today: date) -> None:
    about, pine = document.core_properties, _colour(data, "pine")
    about.title, about.author, about.language = data["title"], data["operator"], "ru-RU"
    about.created = about.modified = datetime.combine(today, time())
    about.comments = about.last_modified_by = ""
    about.revision = 1
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.5), Cm(1.5), Cm(2), Cm(2)
    for name, size in SIZES.items():
        _dress(document.styles[name], size, pine if name.startswith("Heading") else RGBColor(0, 0, 0))
    document.styles["Title"].element.find(".//" + qn("w:bottom")).set(qn("w:color"), str(pine))
    document.styles["Heading 1"].paragraph_format.space_before = Pt(18)
    document.styles["Heading 2"].paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "ru-RU")
    document.styles["Normal"].element.get_or_add_rPr().append(language)
    foot = page.footer.paragraphs[0]
    foot.style.paragraph_format.tab_stops.clear_all()  # Word's own middle one sends the number of a long title below
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(LINE), WD_TAB_ALIGNMENT.RIGHT)
    _muted(foot, _colour(data, "muted")).add_run(f"{shorten(data['title'], 90)}, {data['day']}\t").font.size = Pt(9)
    _add_field(foot, "PAGE")


def _press(document: Any, size: float) -> None:
    """Set lines and paragraphs tight, within the margins of the PDF."""
    page, normal = document.sections[0], document.styles["Normal"]
    page.left_margin = page.right_margin = Cm((21 - LINE) / 2)
    page.top_margin, page.bottom_margin, page.footer_distance = Cm(1.5), Cm(1.5), Cm(0.8)
    normal.font.size, document.styles["Title"].font.size = Pt(size - 0.5), Pt(18)
    normal.paragraph_format.line_spacing, normal.paragraph_format.space_after = 1.0, Pt(4)
    document.styles["Title"].paragraph_format.space_after = Pt(6)


def _dress(style: Any, size: int, colour: RGBColor) -> None:
    """Set the font of a style in every program: the theme's fonts are removed, since they take precedence."""
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = colour
    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:cs"), FONT)


def _colour(data: Block, token: str) -> RGBColor:
    return RGBColor.from_string(data["colours"][token].removeprefix("#").upper())


def _muted(paragraph: Any, colour: RGBColor) -> Any:
    for run in paragraph.runs:
        run.font.color.rgb = colour
    return paragraph


def _add_field(paragraph: Any, code: str) -> None:
    """Add a field that the word processor computes, such as the page number."""
    run = paragraph.add_run()
    run.font.size = Pt(9)
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _add_block(document: Any, block: Block, air: Any) -> None:
    if block["kind"] == "head":
        document.add_heading(block["text"], 2)
    elif block["kind"] == "text":
        document.add_paragraph(block["text"])
    elif block["kind"] in LISTS:
        for item in block["items"]:
            document.add_paragraph(item, style=LISTS[block["kind"]])
    else:
        _add_table(document, block, air)


def _add_table(document: Any, block: Block, air: Any) -> None:
    table = document.add_table(rows=1, cols=len(block["columns"]), style="Table Grid")
    table.autofit = False
    widths = [Cm(NUMBER), *(Cm((LINE - NUMBER) * part / sum(block["widths"])) for part in block["widths"])]
    for cell, words in zip(table.rows[0].cells, block["columns"], strict=True):
        cell.paragraphs[0].add_run(words).bold = True
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    for row in block["rows"]:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width  # some programs read the column, others the cells
        for cell in column.cells:
            cell.width = width
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = air
    _mark(table.rows[0], "w:tblHeader")
    for row in table.rows:
        _mark(row, "w:cantSplit")
    gap = document.add_paragraph().paragraph_format  # Word merges adjacent tables
    gap.space_after, gap.line_spacing = Pt(0), Pt(4)


def _mark(row: Any, name: str) -> None:
    """Set a property of a row: repeated on each page, or not split across pages."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)
