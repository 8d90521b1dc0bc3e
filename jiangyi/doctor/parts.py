"""What the program needs of the system: how each part is found, what it is for, and the packages that have it."""

import os
import shutil
import sys
import webbrowser
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from pathlib import Path

from jiangyi.core import Message, find_bundle, localize
from jiangyi.doctor import engine_libraries
from jiangyi.project import find_font_advice, fonts

CHINESE = "zh-Hans"
EDITOR_FILES = Path(__file__).parent.parent / "editor_files"


class Need(IntEnum):
    """How much depends on a part."""

    REQUIRED = 0
    """Nothing is typeset without it."""
    ADVISED = 1
    """Handouts look or work worse without it."""
    OPTIONAL = 2
    """Only some handouts or tasks need it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part, and how to get it on each system."""

    name: Message
    purpose: Message
    """What is worse without it."""
    need: Need
    find: Callable[[], str]
    """What was found, such as a version or a file; empty where it is missing."""
    packages: Mapping[str, str] = field(default_factory=dict)
    """Names of packages, by the name of the system."""
    is_carried: bool = False
    """Whether the package of shared libraries has it, for systems without a manager of packages."""
    words: Message | None = None
    """What to do where no command does it."""
    script: str = ""
    """A module of this package that installs it on Debian."""


def find_font(role: str, language: str = CHINESE) -> str:
    """The font of a role in the default theme; empty where none of the families that are meant is installed."""
    from jiangyi.project import Workspace
    from jiangyi.theme import load_theme, resolve_fonts

    if not fonts.are_known():
        return ""
    css = load_theme(Workspace(Path.cwd()), "").print_css
    faces = (one.face for one in resolve_fonts(css, language) if one.role == role)
    return next((face.family for face in faces if face), "")


def find_family(*families: str) -> str:
    """The first of some families that is installed."""
    found = fonts.find_first(families) if fonts.are_known() else None
    return found.family if found else ""


def find_font_list() -> str:
    """What lists the installed fonts: fontconfig's program, or its library."""
    bundle = find_bundle()
    program = shutil.which("fc-list")
    return bundle.source if bundle else program or ("libfontconfig" if fonts.are_known() else "")


def find_browser() -> str:
    """The name of a browser that can be opened; empty where there is none although there is a screen."""
    try:
        found = webbrowser.get()
    except webbrowser.Error:
        has_screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        return (
            ""
            if has_screen
            else localize(
                "no screen here; open the address of `serve` on another device", "这里没有屏幕；请在别的设备上打开 serve 给出的网址"
            )
        )
    return getattr(found, "name", "") or type(found).__name__


def find_editor_files() -> str:
    """The number of files of the editor that the wheel carries."""
    count = len(list(EDITOR_FILES.rglob("*.js"))) if EDITOR_FILES.is_dir() else 0
    return str(count) if count else ""


def _font_part(names: tuple[Message, Message], need: Need, role: str, kind: str, packages: Mapping[str, str], script: str = "") -> Part:
    """A part, its name and purpose, for the font of a role in Chinese; on Windows the advice for that font says what to do."""
    advice = find_font_advice(kind, CHINESE)
    own = {"macos": f"--cask {advice.macos}"} if advice else {}
    words = advice.windows if advice and sys.platform == "win32" else None
    return Part(*names, need, partial(find_font, role), {**own, **packages}, words=words, script=script)


NOTO = {
    "debian": "fonts-noto-cjk",
    "fedora": "google-noto-serif-cjk-fonts google-noto-sans-cjk-fonts",
    "suse": "google-noto-serif-sc-fonts google-noto-sans-sc-fonts",
    "arch": "noto-fonts-cjk",
    "alpine": "font-noto-cjk",
}


def list_parts() -> tuple[Part, ...]:
    """Every part, the most important first."""
    return (
        Part(
            Message("Pango", "排版引擎 Pango"),
            Message("without it no PDF can be made", "没有它就无法排版，也做不出 PDF"),
            Need.REQUIRED,
            engine_libraries.find_pango_version,
            {
                "debian": "libpango-1.0-0 libpangoft2-1.0-0",
                "fedora": "pango",
                "suse": "libpango-1_0-0",
                "arch": "pango",
                "alpine": "so:libgobject-2.0.so.0 so:libpango-1.0.so.0 so:libpangoft2-1.0.so.0",
                "macos": "pango",
            },
            is_carried=True,
        ),
        Part(
            Message("HarfBuzz and fontconfig", "字形与字体库 HarfBuzz、fontconfig"),
            Message("without them no PDF can be made", "没有它们就无法排版，也做不出 PDF"),
            Need.REQUIRED,
            lambda: "✓" if engine_libraries.find_libraries("harfbuzz", "fontconfig") else "",
            {
                "debian": "libharfbuzz0b libfontconfig1",
                "fedora": "harfbuzz fontconfig",
                "suse": "libharfbuzz0 libfontconfig1",
                "arch": "harfbuzz fontconfig",
                "alpine": "so:libharfbuzz.so.0 so:libfontconfig.so.1",
                "macos": "harfbuzz fontconfig",
            },
            is_carried=True,
        ),
        Part(
            Message("font subsets (harfbuzz-subset)", "字体精简 harfbuzz-subset"),
            Message("without it PDFs are made more slowly", "没有它，生成 PDF 会慢一些"),
            Need.ADVISED,
            lambda: "✓" if engine_libraries.find_libraries("harfbuzz_subset") else "",
            {"debian": "libharfbuzz-subset0", "suse": "libharfbuzz-subset0", "alpine": "so:libharfbuzz-subset.so.0", "macos": "harfbuzz"},
            is_carried=True,
        ),
        Part(
            Message("list of fonts (fontconfig)", "字体清单 fontconfig"),
            Message("without it missing characters are not reported", "没有它就查不出字体里缺哪些字"),
            Need.ADVISED,
            find_font_list,
            dict.fromkeys(("debian", "fedora", "suse", "arch", "alpine", "macos"), "fontconfig"),
            is_carried=True,
        ),
        _font_part(
            (
                Message("Song font for the text", "正文宋体"),
                Message("without it Chinese text is set in another font, or as boxes", "没有它，正文会用别的字体代替，甚至印成方框"),
            ),
            Need.REQUIRED if sys.platform == "linux" else Need.ADVISED,
            "body",
            "song",
            NOTO,
        ),
        _font_part(
            (
                Message("Hei font for headings", "标题黑体"),
                Message("without it headings are set in another font", "没有它，标题会用别的字体代替"),
            ),
            Need.ADVISED,
            "head",
            "head",
            NOTO,
        ),
        _font_part(
            (
                Message("Kai font for quotations", "引文楷体"),
                Message("without it quotations are set in the font of the text", "没有它，引文会用正文字体"),
            ),
            Need.ADVISED,
            "quote",
            "quote",
            {"debian": "fonts-arphic-gkai00mp", "fedora": "cjkuni-ukai-fonts", "arch": "ttf-arphic-ukai"},
        ),
        _font_part(
            (
                Message("Fangsong font", "仿宋体"),
                Message("only the theme fangsong and official documents need it", "只有“仿宋”主题（仿公文）用得到"),
            ),
            Need.OPTIONAL,
            "fangsong",
            "fangsong",
            {},
            script="fangsong",
        ),
        Part(
            Message("Latin font with italics", "西文字体"),
            Message("without it Latin text has no true italics", "没有它，英文没有真正的斜体"),
            Need.ADVISED,
            partial(find_font, "body", "en"),
            {
                "debian": "fonts-linuxlibertine",
                "fedora": "linux-libertine-fonts",
                "arch": "ttf-linux-libertine",
                "macos": "--cask font-libertinus",
            },
            words=Message("install Microsoft Office, or the Libertinus fonts", "安装 Microsoft Office，或下载安装 Libertinus 字体"),
        ),
        Part(
            Message("emoji font", "表情符号字体"),
            Message("without it emoji are printed as boxes", "没有它，表情符号会印成方框"),
            Need.OPTIONAL,
            partial(find_family, "Noto Color Emoji", "Apple Color Emoji", "Segoe UI Emoji"),
            {
                "debian": "fonts-noto-color-emoji",
                "fedora": "google-noto-color-emoji-fonts",
                "arch": "noto-fonts-emoji",
                "alpine": "font-noto-emoji",
            },
        ),
        Part(
            Message("files of the editor (CodeMirror)", "编辑器组件 CodeMirror"),
            Message("without them the studio has a plain text area", "没有它们，编辑时只有普通的文本框，没有语法颜色和补全"),
            Need.OPTIONAL,
            find_editor_files,
            words=Message(
                "install jiangyi from its wheel, which contains them; in a source folder type `make`, with npm installed",
                "请用安装包（wheel）安装 jiangyi，其中已附带；在源代码文件夹里请先装好 npm，再运行 make",
            ),
        ),
        Part(
            Message("browser", "浏览器"),
            Message("without it open the address of `serve` on another device", "没有它，请在别的设备上打开 serve 给出的网址"),
            Need.OPTIONAL,
            find_browser,
            {"debian": "chromium", "fedora": "chromium", "suse": "chromium", "arch": "chromium", "alpine": "chromium"},
        ),
    )
