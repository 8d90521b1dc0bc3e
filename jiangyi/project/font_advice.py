"""Advice on installing missing fonts, by system: a Debian package, a Homebrew cask, a Windows setting."""

import platform
from dataclasses import dataclass

from jiangyi.core import Message


@dataclass(frozen=True, slots=True)
class FontAdvice:
    """How to install a font on each system."""

    debian: str | Message
    """Package names, or what to type where no package does."""
    macos: str
    windows: Message

    def choose(self) -> Message:
        """The advice for this system; other Unix systems get the names of Debian."""
        system = platform.system()
        if system == "Windows":
            return self.windows
        if system == "Darwin":
            return Message(f"brew install --cask {self.macos}", f"brew install --cask {self.macos}")
        if isinstance(self.debian, Message):
            return self.debian
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
FANDOL = Message("jiangyi doctor --fix", "运行 jiangyi doctor --fix")
"""No Debian package installs a simplified Fangsong where programs find it; doctor/fangsong.py takes the one that TeX Live contains."""

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

ANY_NOTO = Message(
    "download and install the Noto font of this script: fonts.google.com/noto", "下载安装这种文字的 Noto 字体：fonts.google.com/noto"
)


def _noto(cask: str, english: str = "", chinese: str = "") -> FontAdvice:
    """Advice for a script that Debian's package of all Noto fonts has; `english` and `chinese` name the optional feature of Windows."""
    return FontAdvice("fonts-noto-core", f"font-noto-{cask}", _supplement(english, chinese) if english else ANY_NOTO)


RARE_HAN = FontAdvice("fonts-hanazono", "font-hanamina font-hanaminb", HANS)
RAREST_HAN = FontAdvice(
    "fonts-babelstone-han", "font-babelstone-han", Message("download and install BabelStone Han", "下载安装 BabelStone Han 字体")
)
KOREAN = FontAdvice("fonts-noto-cjk", "font-noto-sans-cjk-kr", _supplement("Korean", "朝鲜语"))
KANA = FontAdvice("fonts-noto-cjk", "font-noto-sans-cjk-jp", JAPANESE)
EMOJI_FONT = FontAdvice("fonts-noto-color-emoji", "font-noto-color-emoji", EMOJI)
SYMBOLS = _noto("sans-symbols-2")
MATH = _noto("sans-math")
EUROPEAN = _noto("sans", "Pan-European", "泛欧洲")
ARABIC = _noto("sans-arabic", "Arabic Script", "阿拉伯文字母")
BMP_EMOJI = (
    *"\u20e3\u231a\u231b\u23f0\u23f3\u267f\u2693\u26a1\u26ce\u26d4\u26ea\u26f5\u26fa\u26fd\u2705\u2728\u274c\u274e\u2757\u27b0\u27bf\u2b50\u2b55",
    *"\u23e9\u23ea\u23eb\u23ec\u25fd\u25fe\u2614\u2615\u2648\u2649\u264a\u264b\u264c\u264d\u264e\u264f\u2650\u2651\u2652\u2653\u26aa\u26ab\u26bd\u26be",
    *"\u26c4\u26c5\u26f2\u26f3\u270a\u270b\u2753\u2754\u2755\u2795\u2796\u2797\u2b1b\u2b1c",
)
"""The emoji below U+10000 (Unicode's emoji-data.txt, Emoji_Presentation), and the keycap."""
FOR_CHARACTERS = (
    *((ord(character), ord(character), EMOJI_FONT) for character in BMP_EMOJI),
    (0x0080, 0x058F, EUROPEAN), (0x0590, 0x05FF, _noto("sans-hebrew", "Hebrew", "希伯来语")), (0x0600, 0x06FF, ARABIC),
    (0x0700, 0x074F, _noto("sans-syriac", "Syriac", "古叙利亚语")), (0x0750, 0x077F, ARABIC), (0x0780, 0x07BF, _noto("sans-thaana")),
    (0x07C0, 0x07FF, _noto("sans-nko")), (0x0860, 0x08FF, ARABIC), (0x0900, 0x097F, _noto("sans-devanagari", "Devanagari", "梵文")),
    (0x0980, 0x09FF, _noto("sans-bengali", "Bangla Script", "孟加拉语")), (0x0A00, 0x0A7F, _noto("sans-gurmukhi", "Gurmukhi", "果鲁穆奇")),
    (0x0A80, 0x0AFF, _noto("sans-gujarati", "Gujarati", "古吉拉特语")), (0x0B00, 0x0B7F, _noto("sans-oriya", "Odia", "奥里亚语")),
    (0x0B80, 0x0BFF, _noto("sans-tamil", "Tamil", "泰米尔语")), (0x0C00, 0x0C7F, _noto("sans-telugu", "Telugu", "泰卢固语")),
    (0x0C80, 0x0CFF, _noto("sans-kannada", "Kannada", "卡纳达语")), (0x0D00, 0x0D7F, _noto("sans-malayalam", "Malayalam", "马拉雅拉姆语")),
    (0x0D80, 0x0DFF, _noto("sans-sinhala", "Sinhala", "僧伽罗语")), (0x0E00, 0x0E7F, _noto("sans-thai", "Thai", "泰语")),
    (0x0E80, 0x0EFF, _noto("sans-lao", "Lao", "老挝语")), (0x0F00, 0x0FFF, _noto("serif-tibetan")), (0x1000, 0x109F, _noto("sans-myanmar")),
    (0x10A0, 0x10FF, EUROPEAN), (0x1100, 0x11FF, KOREAN), (0x1200, 0x139F, _noto("sans-ethiopic", "Ethiopic", "埃塞俄比亚语")),
    (0x13A0, 0x13FF, _noto("sans-cherokee", "Cherokee", "切罗基语")), (0x1780, 0x17FF, _noto("sans-khmer", "Khmer", "高棉语")),
    (0x1800, 0x18AF, _noto("sans-mongolian")), (0x1950, 0x19DF, _noto("sans-new-tai-lue")), (0x1E00, 0x1FFF, EUROPEAN),
    (0x2000, 0x218F, SYMBOLS), (0x2190, 0x22FF, MATH), (0x2300, 0x2BFF, SYMBOLS), (0x2C00, 0x2DFF, _noto("sans")),
    (0x2E80, 0x303F, FOR_ROLE["song", "zh-Hans"]), (0x3040, 0x30FF, KANA), (0x3130, 0x318F, KOREAN), (0x31F0, 0x31FF, KANA),
    (0x3400, 0x4DBF, RARE_HAN),
    (0x4DC0, 0x4DFF, SYMBOLS), (0x4E00, 0x9FFF, FOR_ROLE["song", "zh-Hans"]), (0xA000, 0xA4CF, _noto("sans-yi")),
    (0xA4D0, 0xA4FF, _noto("sans-lisu")), (0xA840, 0xA87F, _noto("sans-phags-pa")), (0xAC00, 0xD7FF, KOREAN), (0xF900, 0xFAFF, RARE_HAN),
    (0xFB1D, 0xFB4F, _noto("sans-hebrew", "Hebrew", "希伯来语")), (0xFB50, 0xFDFF, ARABIC), (0xFE70, 0xFEFF, ARABIC),
    (0x10000, 0x16FDF, _noto("sans")), (0x17000, 0x18DFF, FontAdvice("fonts-noto-core", "font-noto-serif-tangut", ANY_NOTO)),
    (0x1B000, 0x1B16F, KANA), (0x1B170, 0x1B2FF, _noto("sans-nushu")), (0x1D000, 0x1D37F, _noto("music")), (0x1D400, 0x1D7FF, MATH),
    (0x1F000, 0x1FAFF, EMOJI_FONT), (0x20000, 0x2EBEF, RARE_HAN), (0x2EBF0, 0x2EE5F, RAREST_HAN), (0x2F800, 0x2FA1F, RARE_HAN),
    (0x30000, 0x323AF, RAREST_HAN),
)  # fmt: skip
"""First and last code point of some ranges, and a font that has their characters; the first range that has a character counts."""


def find_font_advice(kind: str, lang: str) -> FontAdvice | None:
    """The advice for a role in a language; None where there is none."""
    return FOR_ROLE.get((kind, lang)) or FOR_ROLE.get((kind, "zh-Hans"))


def advise_for_role(kind: str, lang: str) -> Message | str:
    """How to install a font for a role in a language; empty where that is not known."""
    found = find_font_advice(kind, lang)
    return found.choose() if found else ""


def advise_for_character(character: str) -> Message | str:
    """How to install a font that has a character; empty where that is not known."""
    found = next((advice for start, end, advice in FOR_CHARACTERS if start <= ord(character) <= end), None)
    return found.choose() if found else ""
