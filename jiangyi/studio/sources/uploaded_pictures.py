"""Store a picture that was dropped or pasted into a handout, so that the handout can name it."""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jiangyi.core import Message, fold_name, make_safe_stem
from jiangyi.project import FileKind, ImageError, Workspace, find_target, inspect_image
from jiangyi.punctuation import HAN_PATTERN
from jiangyi.store import write_user_file
from jiangyi.studio.refusals import Refused

FOLDER = "pictures"
"""In content/; where a handout's folder has one of its own, that is used."""
UNNAMED = frozenset({"", "image", "blob", "clipboard", "screenshot", "unnamed", "图片"})
"""What browsers call a picture that is pasted: it gets a name after its handout."""
VECTOR = "image/svg+xml"
NO_PICTURE = Message("“{name}” cannot be used as a picture: {problem}.", "“{name}”不能用作图片：{problem}。")
TRY_PNG = Message("Save it as PNG or JPEG, and drop it here again.", "请另存为 PNG 或 JPEG 格式，再拖进来。")


@dataclass(frozen=True)
class UploadedPicture:
    """A picture in content/."""

    src: str
    """Its address from the handout."""
    text: str
    """What names it in Markdown."""
    width: int
    height: int


def store_picture(workspace: Workspace, handout: str, name: str, data: bytes) -> UploadedPicture:
    """Store a picture for a handout under a safe name; one that is there already is used again. Raises Refused and SystemFailure.

    A vector picture is stored as it will be drawn, so without scripts.
    """
    try:
        image = inspect_image(data)
    except ImageError as error:
        raise Refused(NO_PICTURE, TRY_PNG, name=name, problem=error.args[0]) from None
    content = workspace.content
    home = PurePosixPath(handout).parent
    near = home / FOLDER
    folder = near if (content / near).is_dir() else PurePosixPath(FOLDER)
    stored = image.data if image.media_type == VECTOR else data
    stem = _choose_stem(name, handout)
    suffix = image.name.rpartition(".")[2]
    target = _find_place(content, folder, stem, suffix, stored)
    if not target.exists():
        write_user_file(target, stored)
    src = os.path.relpath(target, content / home).replace(os.sep, "/")
    return UploadedPicture(src, f"![{_describe(name)}]({_quote(src)})", image.width, image.height)


def _describe(name: str) -> str:
    """The description of a picture for those who can't see it: its name where somebody has given it one; a camera's says nothing."""
    stem = _find_stem(name)
    return make_safe_stem(stem, "") if stem.lower() not in UNNAMED and HAN_PATTERN.search(stem) else ""


def _choose_stem(name: str, handout: str) -> str:
    stem = _find_stem(name)
    plain = stem.lower().rstrip("0123456789-_ ()")
    return make_safe_stem(PurePosixPath(handout).stem if plain in UNNAMED else stem, "图片")


def _find_stem(name: str) -> str:
    """The name of a file on any system, without its suffix."""
    return PurePosixPath(name.replace("\\", "/")).stem.replace("[", "(").replace("]", ")")


def _find_place(content: Path, folder: PurePosixPath, stem: str, suffix: str, data: bytes) -> Path:
    """The first free name, or that of the same picture."""
    number = 1
    taken = {fold_name(path.name) for path in (content / folder).iterdir()} if (content / folder).is_dir() else set()
    while True:
        file = f"{stem}.{suffix}" if number == 1 else f"{stem}-{number}.{suffix}"
        target = find_target(content, (folder / file).as_posix(), FileKind.PICTURE)
        if fold_name(file) not in taken or (target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data):
            return target
        number += 1


def _quote(src: str) -> str:
    """An address in Markdown: in angle brackets where it has spaces or parentheses (CommonMark 0.31, link destination)."""
    return f"<{src}>" if any(sign in src for sign in " ()") else src
