"""Take in what was uploaded: files under safe names, and the contents of ZIP archives, within limits."""

import lzma
import secrets
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from starlette.concurrency import run_in_threadpool

from jiangyi.core import WRITE, Message, SystemFailure, fold_name, limits, make_safe_stem, show_name
from jiangyi.importing import IMPORT_SUFFIXES, PICTURE_SUFFIXES, is_skipped
from jiangyi.studio.intake.sessions import MEGABYTE, OpenImport
from jiangyi.studio.refusals import Refused

CHUNK = 1 << 20
DEEPEST = 12
"""The most parts of a path that are kept."""
LONGEST_SUFFIX = 10
UTF_8_NAME, ENCRYPTED_ENTRY = 0x800, 1
"""The flags of an entry whose name is in UTF-8, and of one that needs a password (APPNOTE §4.4.4)."""
UNPACKING_ERRORS = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for damaged archives."""
WORD_PART = "word/document.xml"
ARCHIVE = ".zip"
DAMAGED = Message("“{name}” is damaged, or is no ZIP archive.", "“{name}”已损坏，或者不是压缩包（.zip）。")
UNPACK = Message("Unpack it on your computer, and drop the folder here.", "请在电脑上解压，再把文件夹拖到这里。")
LOCKED = Message("“{name}” is protected by a password.", "“{name}”加了密码，打不开。")
BOMB = Message("“{name}” is far too large when it is unpacked.", "“{name}”解压后太大了，没有导入。")
NOTHING = Message("Nothing in “{name}” can be imported.", "“{name}”里没有可以导入的文件。")
KINDS = Message("Text, Markdown, Word and web pages can be imported.", "可以导入文本、Markdown、Word 和网页文件。")
OTHER_KIND = Message("files of this kind cannot be imported", "这类文件不能导入")
OUTSIDE = Message("its name leads out of the archive", "文件名指向压缩包之外")
FILE_TOO_LARGE = Message("“{name}” is too large: at most {size} MB.", "“{name}”太大了，最多 {size} MB。")
SPLIT = Message("Split it into several files.", "请拆成几个文件再导入。")


def make_safe_path(name: str) -> str:
    """The path of an uploaded file below the folder of files: each part is a name that all systems can store."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    return "/".join(map(_make_safe_part, parts[-DEEPEST:])) or "file"


def _make_safe_part(part: str) -> str:
    """A part of a path; one that is hidden stays so, and a suffix of letters and digits stays."""
    stem, dot, suffix = part.rpartition(".")
    is_suffix = bool(stem.strip(".")) and suffix.isalnum() and len(suffix) <= LONGEST_SUFFIX
    stem = stem if is_suffix else part
    hidden = "." if part.startswith(".") else ""
    return hidden + make_safe_stem(stem.lstrip("."), "file") + (dot + suffix if is_suffix else "")


def is_wanted(name: str) -> bool:
    """Whether a file of a folder or an archive may be a handout, or a picture in one."""
    return PurePosixPath(name).suffix.lower() in (*IMPORT_SUFFIXES, *PICTURE_SUFFIXES) and not is_skipped(name)


async def receive(session: OpenImport, name: str, chunks: AsyncIterator[bytes]) -> None:
    """Take in a file that is being uploaded; an archive is unpacked. Raises Refused and SystemFailure."""
    count, before = await run_in_threadpool(session.measure)
    size = 0
    incoming = session.folder / f"incoming-{secrets.token_hex(4)}"
    try:
        with incoming.open("wb") as file:
            async for chunk in chunks:
                size += len(chunk)
                if size > limits.IMPORT_BYTES.value:
                    raise Refused(FILE_TOO_LARGE, SPLIT, status=413, name=show_name(name), size=limits.IMPORT_BYTES.value // MEGABYTE)
                session.require_room(count + 1, before + size)
                await run_in_threadpool(file.write, chunk)
        await run_in_threadpool(_take_in, session, name, incoming)
    except OSError as error:
        raise SystemFailure.of(error, WRITE, session.folder) from error
    finally:
        await run_in_threadpool(incoming.unlink, missing_ok=True)


def _take_in(session: OpenImport, name: str, incoming: Path) -> None:
    """Put an uploaded file in its place, or what an archive contains. Raises Refused."""
    path = make_safe_path(name)
    is_archive = path.lower().endswith(ARCHIVE)
    if is_archive and _is_word_file(incoming):
        path, is_archive = path[: -len(ARCHIVE)] + ".docx", False  # somebody has renamed it
    with session.changing():
        if is_archive:
            _unpack(session, path, show_name(PurePosixPath(path).name), incoming)
        else:
            session.place(path, incoming)


def _is_word_file(archive: Path) -> bool:
    """Whether an archive is a Word file."""
    try:
        with zipfile.ZipFile(archive) as opened:
            return WORD_PART in opened.namelist()
    except (*UNPACKING_ERRORS, OSError):
        return False


def _unpack(session: OpenImport, path: str, shown: str, archive: Path) -> None:
    """Put the files of an archive in a folder named after it, or after the only folder in it. Raises Refused."""
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = list(_list_entries(session, opened, shown))
            if not entries:
                raise Refused(NOTHING, KINDS, name=shown)
            home = choose_home([name for _, name in entries], PurePosixPath(path).stem)
            top = session.choose_free(home)
            count, size = session.measure()
            session.require_room(count + len(entries), size)
            for entry, name in entries:
                size += _extract(session, opened, entry, shown, size)
                inner = name.removeprefix(f"{home}/")
                session.place(f"{top}/{inner}", session.folder / EXTRACTED)
    except UNPACKING_ERRORS:
        raise Refused(DAMAGED, UNPACK, name=shown) from None
    finally:
        (session.folder / EXTRACTED).unlink(missing_ok=True)


EXTRACTED = "extracted"
"""The file into which an entry is unpacked before it is put in its place."""


def choose_home(names: list[str], stem: str) -> str:
    """The name of the folder of an archive: the only one in it, or the name of the archive."""
    tops = {name.partition("/")[0] for name in names}
    return tops.pop() if len(tops) == 1 and all("/" in name for name in names) else stem


def _list_entries(session: OpenImport, opened: zipfile.ZipFile, shown: str) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    """The files of an archive that may be handouts or pictures, with safe names."""
    infos = opened.infolist()
    session.require_room(len(infos), 0)
    taken: set[str] = set()
    for entry in infos:
        typed = decode_entry_name(entry)
        name = make_safe_path(typed)
        if entry.is_dir() or is_skipped(name):
            continue
        if ".." in typed.replace("\\", "/").split("/"):
            session.skip(f"{shown}/{typed}", OUTSIDE)
        elif not is_wanted(name):
            session.skip(f"{shown}/{name}", OTHER_KIND)
        elif fold_name(name) not in taken:
            if entry.flag_bits & ENCRYPTED_ENTRY:
                raise Refused(LOCKED, UNPACK, name=shown)
            taken.add(fold_name(name))
            yield entry, name


def decode_entry_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry: Windows in China writes it in GBK without saying so, other programs in UTF-8."""
    if entry.flag_bits & UTF_8_NAME:
        return entry.filename
    try:
        data = entry.filename.encode("cp437")  # as `zipfile` has decoded it
    except UnicodeEncodeError:
        return entry.filename
    for codec in ("utf-8", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _extract(session: OpenImport, opened: zipfile.ZipFile, entry: zipfile.ZipInfo, shown: str, size: int) -> int:
    """Unpack an entry; its real size, whatever the archive says, counts. Raises Refused."""
    written = 0
    with opened.open(entry) as packed, (session.folder / EXTRACTED).open("wb") as file:
        for chunk in _iter_chunks(packed):
            written += len(chunk)
            if size + written > limits.INTAKE_BYTES.value or written > limits.IMPORT_BYTES.value:
                raise Refused(BOMB, UNPACK, status=413, name=shown)
            file.write(chunk)
    return written


def _iter_chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
