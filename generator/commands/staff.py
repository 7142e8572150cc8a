"""Staff commands other than check and build: importing and exporting tables, issue forms, a portal for another town."""

from __future__ import annotations

import argparse
from pathlib import Path
from shlex import quote
from typing import Any

from generator.commands.numbers import degrees
from generator.model.forges import FORGES


def add_commands(commands: Any) -> None:
    """Add the staff's commands. The parameter is untyped because argparse's type of subparsers is private."""
    _add_import(commands)
    _add_init(commands)
    tables = commands.add_parser("export", help="таблицы для правки в Excel или LibreOffice; import возьмёт их назад")
    tables.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    tables.add_argument("--out", type=Path, metavar="ПАПКА", help="куда (обычно ПАПКА/build/export)")
    tables.add_argument("--xlsx", action="store_true", help="одной книгой portal.xlsx, а не файлами CSV")
    tables.add_argument("--codes", action="store_true", help="коды справочников, а не их слова")
    tables.add_argument("--people", action="store_true", help="и сведения о людях: такой файл — личные данные")
    tables.set_defaults(run=run_export)

    forms = commands.add_parser("issue-forms", help="записать формы обращений для GitHub и GitLab по модели данных")
    forms.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    forms.set_defaults(run=run_issue_forms)


def _add_init(commands: Any) -> None:
    init = commands.add_parser("init", help="написать пустой портал для другого города")
    init.add_argument("dir", type=Path, metavar="ПАПКА")
    init.add_argument("--town", default="Ваш город", help="название города")
    init.add_argument("--zone", default="Europe/Moscow", help="часовой пояс, например Asia/Omsk")
    init.add_argument("--operator", default="Ресурсный центр", help="кто ведёт портал")
    init.add_argument("--url", default="https://portal.example/", help="адрес будущего сайта")
    init.add_argument("--phone-code", default="800", help="телефонный код города")
    box = {"type": degrees, "nargs": 4, "default": (41.0, 82.0, 19.0, 180.0)}
    init.add_argument("--box", **box, metavar="ГРАДУСЫ", help="широта от и до, долгота от и до")
    init.add_argument(
        "--list", nargs="*", default=(), metavar="КОД", help="справочники, которые город изменит под себя"
    )
    init.add_argument("--email", default="", help="почта тех, кто ведёт портал")
    init.add_argument("--forge", default="", metavar="АДРЕС", help="адрес хранилища записей")
    init.add_argument("--forge-kind", choices=FORGES, default="github", help="какое это хранилище")
    init.add_argument("--program", type=Path, metavar="ФАЙЛ", help="программа, на которой город остановился: .whl")
    init.add_argument(
        "--without",
        default="",
        metavar="КОДЫ",
        help="без каких разделов, через запятую: forum, decisions и другие",
    )
    for name, what in (("operator", "того, кто ведёт портал"), ("forum", "главную встречу города")):
        text = f"как в тексте называют {what}, в падежах"
        init.add_argument(f"--{name}-forms", default="", metavar="ФОРМЫ", help=text)
    init.add_argument("--passport", action="store_true", help="начать паспорт практики")
    init.set_defaults(run=run_init)


def _add_import(commands: Any) -> None:
    table = commands.add_parser("import", help="внести организации из таблицы (CSV, XLS, XLSX, ODS)")
    table.add_argument("files", type=Path, nargs="+", metavar="ФАЙЛ")
    table.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    table.add_argument("--dry-run", action="store_true", help="только показать, ничего не записывать")
    table.add_argument("--report", type=Path, metavar="ФАЙЛ", help="полный отчёт по строкам: .json или .xlsx")
    table.add_argument(
        "--columns", default="", metavar="ПОЛЯ", help="если заголовков нет: поля столбцов по порядку, name,-,ogrn"
    )
    table.add_argument("--source", default="", metavar="ТЕКСТ", help="откуда сведения, как это увидят на портале")
    table.add_argument("--clear", action="store_true", help="пустая клетка таблицы портала убирает значение из записи")
    table.add_argument("--overwrite", action="store_true", help="где таблица и запись расходятся, верить таблице")
    table.add_argument("--accept-zeros", action="store_true", help="принять подобранные первые нули: вы их сверили")
    table.add_argument(
        "--provider", default="", metavar="ОРГАН", help="кто оказал поддержку, если в таблице не сказано"
    )
    table.add_argument(
        "--forum", default="", metavar="КОД", help="таблица — программа или решения этой записи из forums"
    )
    table.add_argument("--compare", action="store_true", help="только сверить записи с официальными списками")
    table.add_argument("--local", action="store_true", help="с --compare: в списках только этот город")
    table.add_argument(
        "--write", nargs="*", metavar="ЧТО", help="с --compare: записать готовые правки, или виды, записи, номера"
    )
    table.set_defaults(run=run_import)


def run_import(options: argparse.Namespace) -> int:
    from generator.intake import Options, import_file
    from generator.intake.report import write_json, write_table, write_text
    from generator.problems.problem import PortalError

    columns = tuple(name.strip() for name in options.columns.split(",")) if options.columns else ()
    flags = (options.dry_run, options.overwrite, options.accept_zeros)
    chosen = Options(*flags, options.provider, columns, options.source, options.clear, options.forum, options.local)
    if options.compare:
        return _compare(options, chosen)
    if len(options.files) > 1 or options.write is not None:
        raise PortalError("Несколько таблиц сразу и --write — только вместе с --compare.")
    report = import_file(options.files[0], options.root, chosen)
    _report(options, write_json(report), write_table, report)
    print(write_text(report, dry_run=options.dry_run))
    return 0


def _compare(options: argparse.Namespace, chosen: Any) -> int:
    from generator.intake.compared import compared_json, compared_table, compared_text
    from generator.intake.comparing import compare_files

    found = compare_files(options.files, options.root, chosen, options.write)
    _report(options, compared_json(found), compared_table, found)
    print(compared_text(found, wrote=options.write is not None, dry_run=options.dry_run))
    return 0


def _report(options: argparse.Namespace, words: str, book: Any, found: Any) -> None:
    """Write the full report where it was asked for: a workbook if the file ends in .xlsx, else JSON."""
    from generator import disk

    if options.report:
        body = book(found) if options.report.suffix.lower() == ".xlsx" else words
        disk.write_file(*disk.aim(options.root, options.report), body)


def run_export(options: argparse.Namespace) -> int:
    from generator import disk
    from generator.exports.staff_tables import make_sheets, sheets_as_book, sheets_as_csv
    from generator.problems.problem import PortalError
    from generator.records.check import check_root

    checked = check_root(options.root)
    if any(problem.severity == "error" for problem in checked.problems):
        raise PortalError("В записях есть ошибки, и таблицы вышли бы неполными. Исправьте их: portal check")
    words = {"labels": not options.codes, "people": options.people}
    sheets = make_sheets(checked.package, checked.records, checked.vocabulary, **words)
    files = {"portal.xlsx": sheets_as_book(sheets)} if options.xlsx else sheets_as_csv(sheets)
    out = options.out or options.root / "build" / "export"
    for name, body in files.items():
        disk.write_file(*disk.aim(options.root, out / name), body)
    print(f"Таблицы записаны в {out}: {', '.join(files)}. Правки внесёт: portal import ФАЙЛ")
    if options.people:
        print("В них сведения о людях. Не пересылайте и не публикуйте их, а после правки удалите.")
    return 0


def run_issue_forms(options: argparse.Namespace) -> int:
    from generator import disk
    from generator.records.check import check_root
    from generator.upkeep.issue_forms import make_issue_forms

    checked = check_root(options.root)
    for name, text in make_issue_forms(checked.package.tables["ngos"], checked.vocabulary).items():
        print(disk.write_file(options.root, name, text))
    return 0


def run_init(options: argparse.Namespace) -> int:
    from generator.upkeep.starter import Town, write_root

    box: tuple[float, float, float, float] = tuple(options.box)
    plain = ("passport", "email", "forge", "forge_kind", "program", "operator_forms", "forum_forms")
    own = {name: getattr(options, name) for name in plain}
    own["lists"] = tuple(options.list)
    own["without"] = tuple(code.strip() for code in options.without.split(",") if code.strip())
    town = Town(options.town, options.zone, options.operator, options.url, options.phone_code, box, **own)
    write_root(options.dir, town)
    print("Что дальше, сказано инженеру в README.md новой папки.")
    print(f"Пустой портал записан в {options.dir}. Собрать: portal build --root {quote(str(options.dir))}")
    return 0
