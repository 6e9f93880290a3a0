"""`assistant institutions ...`: import a list, look at the log, take an import back, export."""

import argparse
import getpass
import sys
from collections.abc import Callable
from pathlib import Path

AddCommand = Callable[..., argparse.ArgumentParser]


def add_institutions(commands: object, add: AddCommand) -> None:
    """Add the commands; `add` takes the group, a name, a help line and what to run."""
    institutions = add(commands, "institutions", "the list of childcare institutions", None)
    actions = institutions.add_subparsers(required=True, metavar="action")
    import_ = add(actions, "import", "import a list (CSV in UTF-8 or GBK, XLSX); updates by filing number", _import)
    import_.add_argument("file", type=Path, help="the list; `export` writes one with every column")
    import_.add_argument("--dry-run", action="store_true", help="check everything, change nothing")
    import_.add_argument("--partial", action="store_true", help="take the good rows even if others are wrong")
    add(actions, "imports", "show the log of imports", _imports)
    undo = add(actions, "undo", "take one import back", _undo)
    undo.add_argument("number", type=int, help="its number in the log")
    export = add(actions, "export", "write the whole list to a .csv or .xlsx file", _export)
    export.add_argument("file", type=Path, help="the file to write")


def _import(options: argparse.Namespace) -> int:
    from assistant.cli.administer import with_database
    from assistant.cli.secrets import settings_with_secrets
    from assistant.knowledge.places import load_places
    from assistant.services.clock import now_in_wuxi
    from assistant.services.institution_imports import ImportOrder, ImportReport, import_institutions
    from assistant.services.institution_rows import problem_lines
    from assistant.services.places import Places
    from assistant.store.database import Database

    content = _content_of(options.file)
    settings = settings_with_secrets()
    places = Places(load_places(settings.knowledge_folder / "tables", settings.nlu_folder / "lookups"))
    order = ImportOrder(content, options.file.name, getpass.getuser(), options.dry_run, options.partial)
    reports: list[ImportReport] = []

    async def work(database: Database) -> None:
        reports.append(await import_institutions(database.unit_of_work, places, order, now_in_wuxi(), _show_progress))

    with_database(work)
    report = reports[0]
    print(*problem_lines(report.problems), sep="\n", end="\n" if report.problems else "")
    if report.ignored_columns:
        print(f"Columns nobody knows, left out: {'、'.join(report.ignored_columns)}")
    counts = report.counts
    print(
        f"{report.rows} rows: {counts.created} new, {counts.updated} changed, {report.unchanged} unchanged, "
        f"{counts.refused} wrong ({len(report.problems)} cells); {counts.removed} sample rows go."
    )
    print(_outcome(report.import_id, options.dry_run, bool(report.problems)))
    return 1 if report.problems and not options.partial else 0


def _outcome(import_id: int | None, dry_run: bool, has_problems: bool) -> str:
    if import_id is not None:
        return f"Done: import {import_id}. `assistant institutions undo {import_id}` takes it back."
    if dry_run:
        return "A dry run: nothing was changed."
    if has_problems:
        return "Nothing was changed. Mend the rows, or take the good ones with --partial."
    return "Nothing was changed: the list says what is stored already."


def _imports(_options: argparse.Namespace) -> int:
    from assistant.cli.administer import with_database
    from assistant.services.clock import WUXI_TIME
    from assistant.services.institution_imports import list_imports
    from assistant.store.database import Database

    async def work(database: Database) -> None:
        for record in await list_imports(database.unit_of_work, limit=50):
            what = f"undoes {record.undoes}" if record.undoes else record.file_name
            counts = f"+{record.created} ~{record.updated} -{record.removed}, {record.refused} refused"
            print(f"{record.id}\t{record.at.astimezone(WUXI_TIME):%Y-%m-%d %H:%M}\t{record.actor}\t{what}\t{counts}")

    with_database(work)
    return 0


def _undo(options: argparse.Namespace) -> int:
    from assistant.cli.administer import with_database
    from assistant.services.clock import now_in_wuxi
    from assistant.services.institution_imports import undo_import
    from assistant.store.database import Database

    async def work(database: Database) -> None:
        record = await undo_import(database.unit_of_work, options.number, getpass.getuser(), now_in_wuxi())
        print(
            f"Import {options.number} taken back (log number {record.id}): {record.removed} institutions removed, "
            f"{record.updated} as they were before, {record.created} back again."
        )

    with_database(work)
    return 0


def _export(options: argparse.Namespace) -> int:
    from assistant.cli.administer import with_database
    from assistant.services.institution_imports import export_institutions
    from assistant.store.database import Database

    as_xlsx = options.file.suffix.lower() == ".xlsx"
    if not as_xlsx and options.file.suffix.lower() != ".csv":
        print(f"{options.file}: name the file .csv or .xlsx.", file=sys.stderr)
        return 1

    async def work(database: Database) -> None:
        content, count = await export_institutions(database.unit_of_work, as_xlsx)
        options.file.write_bytes(content)
        print(f"{count} institutions written to {options.file}.")

    with_database(work)
    return 0


def _content_of(file: Path) -> bytes:
    from assistant.errors import InvalidInput

    try:
        return file.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{file} cannot be read ({error.strerror}). Check name and rights.") from None


def _show_progress(done: int, total: int) -> None:
    """Draw a bar on a terminal; elsewhere, nothing."""
    if not sys.stderr.isatty():
        return
    filled = 40 * done // max(1, total)
    end = "\n" if done >= total else ""
    print(f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True)
