"""Detect the language of a text: simplified or traditional Chinese, or English."""

import re

HAN_CHARACTER = re.compile(r"[\u3400-\u9fff]")
TRADITIONAL_ONLY = re.compile(
    "[這來國個說們為學對裡後還發當開與點會時過從動兩長樣現將種聲話兒給幾業間電門東聽氣關內產問題級務層區眾黨設書體號們並應實專際員無經應總進]"
)
SIMPLIFIED_ONLY = re.compile(
    "[这来国个说们为学对里后还发当开与点会时过从动两长样现将种声话儿给几业间电门东听气关内产问题级务层区众党设书体号并应实专际员无经总进]"
)


def detect_language(text: str) -> str:
    """The BCP 47 tag zh-Hans, zh-Hant or en, by the characters of the text."""
    if not HAN_CHARACTER.search(text):
        return "en" if re.search(r"[A-Za-z]{3}", text) else "zh-Hans"
    return "zh-Hant" if len(TRADITIONAL_ONLY.findall(text)) > len(SIMPLIFIED_ONLY.findall(text)) else "zh-Hans"
