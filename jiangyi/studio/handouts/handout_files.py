"""Make, rename, duplicate and delete the files of handouts. Nothing is written over, and what is deleted stays in the history."""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import PurePosixPath

from jiangyi.core import Message, find_name_problem, make_safe_stem
from jiangyi.project import BOOK, CONTENT, STARTERS, FileKind, Workspace, find_shipped_folder, find_target, write_starter
from jiangyi.store import write_user_file
from jiangyi.studio.handouts.book_entries import remove_from_book, rename_in_book
from jiangyi.studio.refusals import Refused
from jiangyi.studio.sources.source_files import SourceFiles, create_change

EXAMPLES = {True: "讲义写法示例.md", False: "study-notes.yaml"}
"""The example in Chinese and in English, from the content of the program."""
PICTURE = re.compile(r"pictures/[\w.-]+")
OWN_ID = re.compile(r"^(?:id|标识)[ \t]*[:：].*\n", re.MULTILINE)
"""The line that names a handout; a copy needs a name of its own."""
COPY = Message(" copy", " 副本")
MOST_TITLE = 200
"""Characters of a title that is typed in a dialog."""
UNKNOWN_STARTER = Message("There is no such handout to start from.", "没有这种样例。")
WRONG_NAME = Message("This cannot be the name of a file: {problem}.", "不能用这个文件名：{problem}。")
NAME_TAKEN = Message("There is already a handout with this name.", "已经有同名的讲义了。")
OTHER_NAME = Message("Choose another name.", "请换一个名称。")
NO_HANDOUT = Message("book.yaml is no handout.", "book.yaml 不是讲义。")
LONG_TITLE = Message("This title is too long.", "标题太长了。")
NO_EXAMPLE = Message("The example is not installed.", "没有安装示例讲义。")


def create_handout(files: SourceFiles, starter: str, title: str, *, chinese: bool) -> str:
    """Make a handout of a starter and a title, by which its file is named; that of the starter where it is empty. Its name."""
    if starter not in STARTERS:
        raise Refused(UNKNOWN_STARTER, status=404)
    usual = STARTERS[starter].title
    visible = "".join(character if character.isprintable() else " " for character in title)
    title = " ".join(visible.split()) or (usual.zh if chinese else usual.en)
    if len(title) > MOST_TITLE:
        raise Refused(LONG_TITLE)
    return _save_new(files, make_safe_stem(title, starter), ".md", write_starter(starter, title, chinese=chinese))


def duplicate_handout(files: SourceFiles, name: str) -> str:
    """Make a copy of a handout beside it. Its name."""
    text, path = _read_handout(files, name), PurePosixPath(name)
    return _save_new(files, f"{path.with_suffix('')}{COPY.localize()}", path.suffix, OWN_ID.sub("", text, count=1))


def rename_handout(files: SourceFiles, name: str, stem: str) -> str:
    """Give the file of a handout another name in its folder, in book.yaml too. Its new name."""
    _read_handout(files, name)
    path, stem = PurePosixPath(name), stem.strip()
    problem = find_name_problem(stem)
    if problem:
        raise Refused(WRONG_NAME, problem=problem)
    new = path.with_name(f"{stem}{path.suffix}").as_posix()
    if new == name:
        return name
    files.rename(name, new)
    with suppress(Refused):  # there is no book
        book = files.read(BOOK)
        files.save(BOOK, rename_in_book(book.text, name, new), book.version)
    return new


def delete_handout(files: SourceFiles, name: str) -> str:
    """Delete a handout, in book.yaml too. The change, which can be undone as one."""
    _read_handout(files, name)
    change = files.remove(name, create_change())
    with suppress(Refused):
        book = files.read(BOOK)
        files.save(BOOK, remove_from_book(book.text, name), book.version, "replaced", change)
    return change


def copy_example(files: SourceFiles, *, chinese: bool) -> str:
    """Copy the example of the program with its pictures into the workspace, unless it is there. Its name."""
    name, folder = EXAMPLES[chinese], find_shipped_folder(CONTENT)
    if files.find_version(name):
        return name
    try:
        text = (folder / name).read_text("utf-8")
    except OSError:
        raise Refused(NO_EXAMPLE, status=404) from None
    _copy_pictures(files.workspace, text)
    files.save(name, text, "")
    return name


def _copy_pictures(workspace: Workspace, text: str) -> None:
    for picture in sorted(set(PICTURE.findall(text))):
        target = find_target(workspace.content, picture, FileKind.PICTURE)
        if not target.exists():
            write_user_file(target, (find_shipped_folder(CONTENT) / picture).read_bytes())


def _read_handout(files: SourceFiles, name: str) -> str:
    """The text of a handout. Raises Refused for any other file."""
    if name == BOOK:
        raise Refused(NO_HANDOUT)
    return files.read(name).text


def _save_new(files: SourceFiles, stem: str, suffix: str, text: str) -> str:
    """Save a text under the first name that is free. Raises Refused where the name is taken meanwhile."""
    name = next(name for name in _iter_names(stem, suffix) if not files.find_version(name) and not files.locate(name).exists())
    if files.save(name, text, "").state != "saved":
        raise Refused(NAME_TAKEN, OTHER_NAME, status=409)
    return name


def _iter_names(stem: str, suffix: str) -> Iterator[str]:
    yield f"{stem}{suffix}"
    for number in count(2):
        yield f"{stem} {number}{suffix}"
