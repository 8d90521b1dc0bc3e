"""The words a document says of itself, such as 目录 and 第 x 页, and its numbering styles, by its language."""

from collections.abc import Mapping

SIMPLIFIED = {
    "index_glossary": "名词索引",
    "index_quotes": "金句索引",
    "index_events": "事件索引",
    "index_cases": "案例索引",
    "index_figures": "插图目录",
    "index_tables": "表格目录",
    "colophon": "版权页",
    "series": "系列：",
    "made_by": "编写：",
    "made_on": "日期：",
    "colon": "：",
    "group": "扫码进入小组资料夹",
    "qr": "二维码",
    "contents": "目录",
    "folio_before": "第 ",
    "folio_between": " 页　共 ",
    "folio_after": " 页",
    "figure": "图",
    "table": "表",
    "source": "来源：",
    "credit": "图片来源：",
    "cut_off": "（原文至此中断）",
    "notes": "注释",
    "note": "注",
    "back": "返回正文",
    "key": "重点",
    "tip": "提示",
    "warning": "易错",
    "memory": "口诀",
    "case": "案例",
    "version": "版本",
    "cover": "封面",
    "title_page": "题名页",
    "landmarks": "导航",
    "pages": "页码",
    "bodymatter": "正文",
    "open_quote": "《",
    "close_quote": "》",
    "separator": "　",
    "author_separator": "　",
    "done": "已完成",
    "undone": "未完成",
    "run_in": "",
    "attribution": "——",
    "date_place": "　",
    "between_sentences": "",
    "access_text": "全书文字可放大、可换字体、可朗读，标题层级、目录和阅读顺序完整。",
    "access_pictures": "图片都有替代文字。",
    "access_formulas": "公式为 MathML。",
    "access_readings": "注音为 ruby。",
    "access_pages": "页码与印刷版（{source}）相同，标在各页起首的字前；印刷版的目录页和空白页没有对应内容，其页码指向随后的正文。",
}
TRADITIONAL = SIMPLIFIED | {
    "index_glossary": "名詞索引",
    "index_quotes": "金句索引",
    "index_figures": "插圖目錄",
    "index_tables": "表格目錄",
    "colophon": "版權頁",
    "made_by": "編寫：",
    "group": "掃碼進入小組資料夾",
    "qr": "二維碼",
    "contents": "目錄",
    "folio_between": " 頁　共 ",
    "folio_after": " 頁",
    "figure": "圖",
    "source": "來源：",
    "credit": "圖片來源：",
    "cut_off": "（原文至此中斷）",
    "notes": "註釋",
    "note": "註",
    "back": "返回正文",
    "key": "重點",
    "warning": "易錯",
    "memory": "口訣",
    "title_page": "題名頁",
    "landmarks": "導航",
    "pages": "頁碼",
    "open_quote": "《",
    "close_quote": "》",
    "access_text": "全書文字可放大、可換字體、可朗讀，標題層級、目錄和閱讀順序完整。",
    "access_pictures": "圖片都有替代文字。",
    "access_formulas": "公式為 MathML。",
    "access_readings": "注音為 ruby。",
    "access_pages": "頁碼與印刷版（{source}）相同，標在各頁起首的字前；印刷版的目錄頁和空白頁沒有對應內容，其頁碼指向隨後的正文。",
}
ENGLISH = {
    "index_glossary": "Glossary",
    "index_quotes": "Quotations",
    "index_events": "Events",
    "index_cases": "Cases",
    "index_figures": "Figures",
    "index_tables": "Tables",
    "colophon": "Colophon",
    "series": "Series: ",
    "made_by": "Made by: ",
    "made_on": "Date: ",
    "colon": ": ",
    "group": "Scan for the group's folder",
    "qr": "QR code",
    "contents": "Contents",
    "folio_before": "Page ",
    "folio_between": " of ",
    "folio_after": "",
    "figure": "Figure",
    "table": "Table",
    "source": "Source: ",
    "credit": "Picture: ",
    "cut_off": "(The source breaks off here.)",
    "notes": "Notes",
    "note": "Note",
    "back": "back to the text",
    "key": "Key point",
    "tip": "Tip",
    "warning": "Take care",
    "memory": "Remember",
    "case": "Case",
    "version": "Version",
    "cover": "Cover",
    "title_page": "Title page",
    "landmarks": "Landmarks",
    "pages": "Pages",
    "bodymatter": "Text",
    "open_quote": "“",
    "close_quote": "”",
    "separator": " ",
    "author_separator": ", ",
    "done": "done",
    "undone": "to do",
    "run_in": " ",
    "attribution": "— ",
    "date_place": ", ",
    "between_sentences": " ",
    "access_text": "The text can be enlarged, set in another font and read aloud; headings, contents and reading order are complete.",
    "access_pictures": "Pictures have alternative text.",
    "access_formulas": "Formulas are MathML.",
    "access_readings": "Readings are ruby.",
    "access_pages": "Page numbers are those of the printed edition ({source}), marked where each page begins; "
    "printed contents and blank pages have nothing of their own here, so their numbers lead to the text that follows.",
}
LABELS: dict[str, Mapping[str, str]] = {"zh-Hans": SIMPLIFIED, "zh-Hant": TRADITIONAL, "en": ENGLISH}

STYLES_CHINESE: dict[str, tuple[str, ...]] = {
    "section": ("一、", "（一）", "1."),
    "point": ("（1）", "①"),
    "event": ("1.",),
    "case": ("none",),
    "figure": ("1",),
    "table": ("1",),
}
STYLES_ENGLISH = STYLES_CHINESE | {"section": ("1.", "A.", "none"), "point": ("(1)", "a."), "event": ("none",)}
STYLES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "zh-Hans": STYLES_CHINESE,
    "zh-Hant": STYLES_CHINESE,
    "en": STYLES_ENGLISH,
}
"""The numbering styles of a language, one sample a level."""

TRADITIONAL_TAGS = ("zh-hant", "zh-tw", "zh-hk", "zh-mo")


def nearest_language(lang: str) -> str:
    """The language of LABELS that serves a BCP 47 tag: zh-TW is zh-Hant, any other Chinese zh-Hans, all else English."""
    tag = lang.lower()
    if tag.startswith(TRADITIONAL_TAGS):
        return "zh-Hant"
    return "zh-Hans" if tag.startswith("zh") else "en"


def labels_for(lang: str) -> Mapping[str, str]:
    """The labels of a document of this language."""
    return LABELS[nearest_language(lang)]


def styles_for(lang: str) -> Mapping[str, tuple[str, ...]]:
    """The numbering styles of a document of this language."""
    return STYLES[nearest_language(lang)]
