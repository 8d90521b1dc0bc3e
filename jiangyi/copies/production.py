"""Make the copies of all files of a build, one for each recipient."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

from jiangyi.build import BuildResult
from jiangyi.copies.copy_names import name_files
from jiangyi.copies.copying import Base, BaseOptions, check_characters, make_copies, prepare_base
from jiangyi.copies.folder import ARCHIVE, check_names, write_archive, write_folder
from jiangyi.copies.ledger import CopyRow
from jiangyi.copies.recipients import Recipient
from jiangyi.core import READ, Report, explain_system_errors


def prepare_bases(result: BuildResult, recipients: Sequence[Recipient], options: BaseOptions, report: Report) -> dict[str, Base]:
    """What makes the copies of each file that was built, by its name; a name that cannot be shown is reported."""
    bases = dict[str, Base]()
    for one in result.artifacts:
        with explain_system_errors(READ, one.path):
            data = one.path.read_bytes()
        sheets = f".{options.imposition.file_suffix}" if options.imposition.file_suffix else ""
        bases[f"{one.path.stem}{sheets}{one.path.suffix}"] = base = prepare_base(one.path.name, data, options)
        check_characters(base, recipients, report)
    return bases


def check_files(
    bases: Mapping[str, Base], recipients: Sequence[Recipient], pattern: str, folder: Path, report: Report, *, is_archive: bool
) -> dict[str, tuple[str, ...]]:
    """The names of the files of each base; what is in their way is reported."""
    names = {name: tuple(files) for name, files in name_files(pattern, bases, recipients).items()}
    check_names(folder, (ARCHIVE,) if is_archive else chain.from_iterable(names.values()), report)
    return names


def write_copies(
    bases: Mapping[str, Base],
    recipients: Sequence[Recipient],
    names: Mapping[str, tuple[str, ...]],
    folder: Path,
    on_progress: Callable[[int, int], None],
    *,
    is_archive: bool,
) -> list[CopyRow]:
    """Write the copies of all files; `on_progress` gets the number of those that are done, and of all."""
    made = chain.from_iterable(make_copies(base, recipients, names[name]) for name, base in bases.items())
    total, rows = len(bases) * len(recipients), list[CopyRow]()
    for row in (write_archive if is_archive else write_folder)(folder, made) if bases else ():
        rows.append(row)
        if len(rows) % 20 == 0:
            on_progress(len(rows), total)
    return rows
