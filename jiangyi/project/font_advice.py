"""Advice on installing missing fonts, by system: a Debian package, a Homebrew cask, a Windows setting."""

import platform
from dataclasses import dataclass

from jiangyi.core import Message


@dataclass(frozen=True, slots=True)
class FontAdvice:
    """How to install a font on each system."""

    debian: str
    """Package names, with further shell commands where the package alone does not do."""
    macos: str
    windows: Message

    def choose(self) -> Message:
        """The advice for this system; other Unix systems get the names of Debian."""
        system = platform.system()
        if system == "Windows":
            return self.windows
        if system == "Darwin":
            return Message(f"brew install --cask {self.macos}", f"brew install --cask {self.macos}")
        return Message(f"sudo apt-get install {self.debian}", f"sudo apt-get install {self.debian}")


def _supplement(english: str, chinese: str) -> Message:
    """The optional Windows feature with the fonts of a language."""
    return Message(
        f"Settings → System → Optional features → Add a feature → {english} Supplemental Fonts",
        f"设置 → 系统 → 可选功能 → 添加功能 → {chinese}补充字体",
    )


HANS, HANT = _supplement("Chinese (Simplified)", "简体中文"), _supplement("Chinese (Traditional)", "繁体中文")
JAPANESE = _supplement("Japanese", "日语")
OFFICE = Message(
    "install Microsoft Office, or download and install the Libertinus fonts", "安装 Microsoft Office，或下载安装 Libertinus 字体"
)
EMOJI = Message("run Windows Update, which includes Segoe UI Emoji", "运行 Windows 更新，其中有 Segoe UI Emoji")
FANDOL = "texlive-lang-chinese && ln -s /usr/share/texlive/texmf-dist/fonts/opentype/public/fandol ~/.local/share/fonts"
"""No Debian package installs a simplified Fangsong where fontconfig finds it, but TeX Live contains one."""

FOR_ROLE = {
    ("song", "zh-Hans"): FontAdvice("fonts-noto-cjk", "font-noto-serif-cjk-sc", HANS),
    ("song", "zh-Hant"): FontAdvice("fonts-noto-cjk", "font-noto-serif-cjk-tc", HANT),
    ("song", "ja"): FontAdvice("fonts-noto-cjk", "font-noto-serif-cjk-jp", JAPANESE),
    ("song", "en"): FontAdvice("fonts-linuxlibertine", "font-libertinus", OFFICE),
    ("head", "zh-Hans"): FontAdvice("fonts-noto-cjk", "font-noto-sans-cjk-sc", HANS),
    ("head", "zh-Hant"): FontAdvice("fonts-noto-cjk", "font-noto-sans-cjk-tc", HANT),
    ("head", "ja"): FontAdvice("fonts-noto-cjk", "font-noto-sans-cjk-jp", JAPANESE),
    ("quote", "zh-Hans"): FontAdvice("fonts-arphic-gkai00mp", "font-lxgw-wenkai", HANS),
    ("quote", "zh-Hant"): FontAdvice("fonts-arphic-bkai00mp", "font-lxgw-wenkai-tc", HANT),
    ("quote", "ja"): FontAdvice("fonts-klee", "font-klee-one", JAPANESE),
    ("fangsong", "zh-Hans"): FontAdvice(FANDOL, "font-zhuque-fangsong", HANS),
    ("fangsong", "zh-Hant"): FontAdvice("fonts-cwtex-fs", "font-zhuque-fangsong", HANT),
    ("code", "zh-Hans"): FontAdvice("fonts-noto-cjk", "font-noto-sans-mono-cjk-sc", HANS),
    ("code", "zh-Hant"): FontAdvice("fonts-noto-cjk", "font-noto-sans-mono-cjk-tc", HANT),
    ("code", "ja"): FontAdvice("fonts-noto-cjk", "font-noto-sans-mono-cjk-jp", JAPANESE),
}
"""By the custom property of tokens.css that lists the families, without `--font-`, and the language."""

RARE_HAN = FontAdvice("fonts-hanazono", "font-hanamina font-hanaminb", HANS)
FOR_CHARACTERS = (
    (0x3400, 0x4DBF, RARE_HAN),
    (0x4E00, 0x9FFF, FOR_ROLE["song", "zh-Hans"]),
    (0x1F000, 0x1FAFF, FontAdvice("fonts-noto-color-emoji", "font-noto-color-emoji", EMOJI)),
    (0x20000, 0x323AF, RARE_HAN),
)
"""First and last code point of a Unicode block, and a font that has its characters."""


def advise_for_role(kind: str, lang: str) -> Message | str:
    """How to install a font for a role in a language; empty where that is not known."""
    found = FOR_ROLE.get((kind, lang)) or FOR_ROLE.get((kind, "zh-Hans"))
    return found.choose() if found else ""


def advise_for_character(character: str) -> Message | str:
    """How to install a font that has a character; empty where that is not known."""
    found = next((advice for start, end, advice in FOR_CHARACTERS if start <= ord(character) <= end), None)
    return found.choose() if found else ""
