"""Commands for people who write records: canonical form, a new record, schemas for their editors."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any


def add_commands(commands: Any) -> None:
    """Add ``fmt``, ``new`` and ``schema``."""
    fmt = commands.add_parser("fmt", help="привести записи к единому виду: порядок полей, отступы, кавычки")
    fmt.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    fmt.add_argument("--check", action="store_true", help="ничего не менять, только сказать, что изменилось бы")
    fmt.add_argument("paths", nargs="*", type=Path, metavar="ФАЙЛ", help="записи или папки (обычно все)")
    fmt.set_defaults(run=run_fmt)

    new = commands.add_parser("new", help="создать запись с пояснениями, чтобы её заполнить")
    new.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    new.add_argument("kind", metavar="ВИД", help="вид записи: ngo, forum, partnership, event")
    new.add_argument("id", metavar="КОД", help="имя файла без .yml: латинские строчные буквы, цифры, дефис")
    new.add_argument("--from", dest="model", default="", metavar="КОД", help="взять из этой записи то, что не меняется")
    new.set_defaults(run=run_new)

    schema = commands.add_parser("schema", help="написать схемы записей для подсказок в редакторе (JSON Schema)")
    schema.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    schema.add_argument("--out", type=Path, help="куда (обычно ПАПКА/build/schemas)")
    schema.set_defaults(run=run_schema)


def run_fmt(options: argparse.Namespace) -> int:
    """Rewrite records in canonical form. Exit code 1: some have errors, or would change with ``--check``."""
    from generator.records.formatting import lay_out_root, write_formatted
    from generator.text import count_of

    found = lay_out_root(options.root, options.paths)
    for laid in found:
        if laid.text is None:
            print(f"{laid.path}: в записи ошибки, сначала исправьте их (portal check). Файл не тронут.")
        elif laid.changed:
            if not options.check:
                write_formatted(options.root, laid)
            print(f"{laid.path}: {'изменился бы' if options.check else 'переписан'}")
    unfit, changed = (sum(values) for values in zip(*((f.text is None, f.changed) for f in found), strict=True))
    print(f"{count_of(len(found), 'запись', 'записи', 'записей')}: ", end="")
    print(f"{'изменились бы' if options.check else 'переписано'} {changed}, с ошибками {unfit}.")
    return 1 if unfit or (options.check and changed) else 0


def run_new(options: argparse.Namespace) -> int:
    from generator.model.json_schema import write_schemas
    from generator.upkeep.scaffold import lists_of, new_record

    checked = lists_of(options.root)
    path = new_record(options.root, options.kind, options.id, options.model, checked)
    write_schemas(options.root, "build/schemas", checked.package, checked.vocabulary)
    print(f"Создан {path}. Заполните его и проверьте: portal check")
    return 0


def run_schema(options: argparse.Namespace) -> int:
    from generator.disk import aim
    from generator.model.json_schema import write_schemas
    from generator.upkeep.scaffold import lists_of

    folder = options.out or options.root / "build" / "schemas"
    checked = lists_of(options.root)
    paths = write_schemas(*aim(options.root, folder), checked.package, checked.vocabulary)
    print(f"Схемы записей написаны в {folder}: {', '.join(path.name for path in paths)}.")
    return 0
