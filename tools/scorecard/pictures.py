"""Pictures of the rules of Chinese typesetting: each set by the layout engine alone and by jiangyi."""

import io
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import weasyprint
from PIL import Image, ImageOps

from jiangyi.engine import patched_drawing, patched_layout, without_patches

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "content" / "pictures" / "typesetting"
EM = 12
SCALE = 1.5
GAP, EDGE = 10, 200
"""Pixels around a picture, and the grey of its frame."""
SHEET = """
@page {{ size: {width}pt 400pt; margin: 6pt }}
body {{ margin: 0; font: 12pt/20pt "Noto Serif CJK SC"; color: #1c1c1c; overflow-wrap: anywhere }}
p, h2, td {{ margin: 0 }}
p {{ text-align: justify }}
h2 {{ font: bold 15pt/23pt "Noto Sans CJK SC" }}
table {{ border-collapse: collapse; width: 100% }}
td {{ border: 0.5pt solid #999; padding: 2pt 4pt; overflow-wrap: normal; vertical-align: top }}
.dots {{
  background: radial-gradient(circle at 0.5em 0.17em, #1c1c1c 0.085em, transparent 0.095em) 0 100% / 1em 0.34em repeat-x;
  padding-bottom: 0.26em;
}}
"""


@dataclass(frozen=True)
class Rule:
    """An example of a rule: its name, titles with source, HTML, and the line width in em."""

    name: str
    english: str
    chinese: str
    html: str
    measure: float = 18


RULES = (
    Rule("flush", "Lines are justified (CLREQ §3.5.1)", "两端对齐（CLREQ §3.5.1）",
         "<p>近年来，某区探索“社区吹哨、部门报到”，把力量沉到一线，让群众少跑腿、多办事，获得感更足。</p>", 17.4),
    Rule("squeeze", "Adjacent punctuation is compressed (CLREQ §3.1.6.2)", "标点挤压（CLREQ §3.1.6.2）",
         "<p>他说：“《意见》（草案）‘好’！”“行。”……——“那就办！”</p>"),
    Rule("edges", "Punctuation at the edges of a line is trimmed (CLREQ §3.1.6.3)", "行首行尾标点挤压（CLREQ §3.1.6.3）",
         "<p>要破除“重布置轻落实”“口号多行动少”“假积极虚落实”等问题，《条例》为此作了规定，并且要一抓到底。</p>", 15),
    Rule("kinsoku", "No line starts with closing or ends with opening punctuation (CLREQ §3.1.4, GB/T 15834 §5.1)",
         "避头尾（CLREQ §3.1.4，GB/T 15834 §5.1）", "<p>治理重在落实落实再落实（细则见《条例》）。贵在坚持——坚持、坚持、再坚持……</p>", 12),
    Rule("autospace", "A quarter em between Chinese and Latin text (CLREQ §3.2.2)", "中西文间距（CLREQ §3.2.2）",
         "<p>用Python写的程序每10分钟抓取1次API，GB/T 15834有规定，正确率达95%以上。</p>", 16),
    Rule("numbers", "Numbers, units and dates are not broken", "数字、单位、日期不断开",
         "<p>全市建成助餐点1,200个，投资3.5亿元，到2027年12月，覆盖率达95.5%，服务时间为10:30开始。</p>", 11.5),
    Rule("lone", "The last line has more than one character (CLREQ §3.4.4)", "避免孤字成行（CLREQ §3.4.4）",
         "<p>基层强则国家强，基层安则天下安，必须抓好基层治理现代化这项基础性工作。</p>", 17),
    Rule("title", "Titles are balanced", "标题均衡折行", "<h2>关于加强基层治理体系和治理能力现代化建设</h2>", 19),
    Rule("address", "Addresses are broken at suitable places", "长网址在合适处换行",
         "<p>数据见https://example.org/canteen/orders?date=2026-11-24&amp;city=fuzhou，登录后查看。</p>", 16),
    Rule("inside", "Bold text, links, emphasis dots and formulas are justified with the line", "加粗、链接、着重号随行对齐",
         '<p>要坚持<b>“党建引领”</b>，把<a href="https://example.org">“最后一公里”</a>打通，'
         '<span class="dots">一件一件</span>地办，让居民满意。</p>', 15.3),
    Rule("cells", "A short table cell stays on one line", "短单元格不折行",
         "<table><tr><td>“双减”</td><td>减轻义务教育阶段学生作业负担和校外培训负担，提高学校课后服务水平。</td></tr></table>", 16),
)  # fmt: skip


def draw_pictures() -> None:
    """Draw every rule twice."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for rule in RULES:
        beside(draw_rule(rule, ours=False), draw_rule(rule, ours=True)).save(PICTURES / f"{rule.name}.png", optimize=True)


def draw_rule(rule: Rule, *, ours: bool) -> Image.Image:
    """Draw a rule's example as an image, cropped to its content."""
    sheet = weasyprint.CSS(string=SHEET.format(width=rule.measure * EM + 12))
    with nullcontext() if ours else without_patches(), patched_layout(), patched_drawing():
        data = weasyprint.HTML(string=f'<html lang="zh-Hans"><body>{rule.html}</body></html>').write_pdf(stylesheets=[sheet])
    document = pypdfium2.PdfDocument(io.BytesIO(data))
    page = document[0].render(scale=SCALE).to_pil().convert("L")
    document.close()
    inked = ImageOps.invert(page).getbbox() or (0, 0, page.width, page.height)
    return ImageOps.expand(page.crop((0, 0, page.width, min(inked[3] + GAP, page.height))), 1, EDGE)


def beside(left: Image.Image, right: Image.Image) -> Image.Image:
    """Return both images side by side."""
    sheet = Image.new("L", (left.width + right.width + GAP, max(left.height, right.height)), 255)
    sheet.paste(left, (0, 0))
    sheet.paste(right, (left.width + GAP, 0))
    return sheet.quantize(16)
