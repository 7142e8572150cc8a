"""The ``portal print`` command: printable documents, each kind made by its module in ``paper``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from generator.paper import DOCUMENTS


def add_command(commands: Any) -> None:
    """Add ``print``. The parameter is untyped because argparse's type of subparsers is private."""
    command = commands.add_parser("print", help="документы для печати (PDF, DOCX)")
    command.add_argument("documents", nargs="*", metavar="ДОКУМЕНТ", help=f"какие: {', '.join(DOCUMENTS)}")
    command.add_argument("--root", type=Path, default=Path(), help="папка портала (обычно текущая)")
    command.add_argument("--out", type=Path, help="куда положить (обычно ПАПКА/build/print)")
    command.set_defaults(run=run_print)


def run_print(options: argparse.Namespace) -> int:
    from generator import clock, disk
    from generator.catalog.catalog import make_catalog
    from generator.paper import find_unprinted, make_documents
    from generator.problems.problem import PortalError, has_errors
    from generator.problems.report import write_text
    from generator.processes import usable_cores
    from generator.records.check import check_root
    from generator.text import count_of

    unknown = [name for name in options.documents if name not in DOCUMENTS]
    if unknown:
        known = "; ".join(f"{name}: {title}" for name, title in DOCUMENTS.items())
        raise PortalError(f"документа «{unknown[0]}» нет. Есть {known}.")
    checked = check_root(options.root, usable_cores())
    if has_errors(checked.problems):
        print(write_text(checked.problems, checked.files))
        return 1
    catalog = make_catalog(checked, clock.now(checked.settings["timezone"]))
    out: Path = options.out or options.root / "build" / "print"
    base, folder = disk.aim(options.root, out)
    made = 0
    wanted = options.documents or DOCUMENTS
    for address, body in make_documents(catalog, wanted):
        disk.write_file(base, f"{folder}/{address.removeprefix('print/')}", body)
        made += 1
    if unprinted := find_unprinted(checked, catalog, wanted):
        print(write_text(unprinted, checked.files))
    print(f"Готово: {count_of(made, 'документ', 'документа', 'документов')} в {out}")
    return 0
