"""What to install where a font is missing: a package on Debian, a font or a setting on macOS and Windows."""

import platform
from dataclasses import dataclass

from jiangyi.core import Message


@dataclass(frozen=True, slots=True)
class Advice:
    """What brings a font to each system."""

    debian: str
    """Packages, or whole words where no package has it."""
    macos: str
    windows: Message

    def choose(self) -> Message:
        """What to do on this machine; a Unix that is not Debian is told the names that Debian has."""
        system = platform.system()
        if system == "Windows":
            return self.windows
        if system == "Darwin":
            return Message(f"brew install --cask {self.macos}", f"brew install --cask {self.macos}")
        return Message(f"sudo apt-get install {self.debian}", f"sudo apt-get install {self.debian}")


def _supplement(english: str, chinese: str) -> Message:
    """The fonts of a language that Windows keeps back until asked for."""
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
"""No package of Debian shows a simplified Fangsong to fontconfig, but TeX Live has one."""

FOR_ROLE = {
    ("song", "zh-Hans"): Advice("fonts-noto-cjk", "font-noto-serif-cjk-sc", HANS),
    ("song", "zh-Hant"): Advice("fonts-noto-cjk", "font-noto-serif-cjk-tc", HANT),
    ("song", "ja"): Advice("fonts-noto-cjk", "font-noto-serif-cjk-jp", JAPANESE),
    ("song", "en"): Advice("fonts-linuxlibertine", "font-libertinus", OFFICE),
    ("head", "zh-Hans"): Advice("fonts-noto-cjk", "font-noto-sans-cjk-sc", HANS),
    ("head", "zh-Hant"): Advice("fonts-noto-cjk", "font-noto-sans-cjk-tc", HANT),
    ("head", "ja"): Advice("fonts-noto-cjk", "font-noto-sans-cjk-jp", JAPANESE),
    ("quote", "zh-Hans"): Advice("fonts-arphic-gkai00mp", "font-lxgw-wenkai", HANS),
    ("quote", "zh-Hant"): Advice("fonts-arphic-bkai00mp", "font-lxgw-wenkai-tc", HANT),
    ("quote", "ja"): Advice("fonts-klee", "font-klee-one", JAPANESE),
    ("fangsong", "zh-Hans"): Advice(FANDOL, "font-zhuque-fangsong", HANS),
    ("fangsong", "zh-Hant"): Advice("fonts-cwtex-fs", "font-zhuque-fangsong", HANT),
    ("code", "zh-Hans"): Advice("fonts-noto-cjk", "font-noto-sans-mono-cjk-sc", HANS),
    ("code", "zh-Hant"): Advice("fonts-noto-cjk", "font-noto-sans-mono-cjk-tc", HANT),
    ("code", "ja"): Advice("fonts-noto-cjk", "font-noto-sans-mono-cjk-jp", JAPANESE),
}
"""By the property of tokens.css that holds the families, without `--font-`, and the language."""

RARE_HAN = Advice("fonts-hanazono", "font-hanamina font-hanaminb", HANS)
FOR_CHARACTERS = (
    (0x3400, 0x4DBF, RARE_HAN),
    (0x4E00, 0x9FFF, FOR_ROLE["song", "zh-Hans"]),
    (0x1F000, 0x1FAFF, Advice("fonts-noto-color-emoji", "font-noto-color-emoji", EMOJI)),
    (0x20000, 0x323AF, RARE_HAN),
)
"""From, to, what has them: Unicode's blocks."""


def advise_for_role(kind: str, lang: str) -> Message | str:
    """What brings a font of a kind in a language; nothing where no advice is known."""
    found = FOR_ROLE.get((kind, lang)) or FOR_ROLE.get((kind, "zh-Hans"))
    return found.choose() if found else ""


def advise_for_character(character: str) -> Message | str:
    """What brings a font that has a character; nothing where no advice is known."""
    found = next((advice for start, end, advice in FOR_CHARACTERS if start <= ord(character) <= end), None)
    return found.choose() if found else ""
