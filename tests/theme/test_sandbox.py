"""The sandbox of templates: what they cannot read, how much they may do, and how their mistakes are reported."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiangyi.core import Diagnostic, Session, limits
from jiangyi.model import Paragraph
from jiangyi.model.books import make_single_book
from jiangyi.passes.indexing import build_index
from jiangyi.project.workspace import Workspace
from jiangyi.render.book import render_book
from jiangyi.theme import TemplateFault, create_environment, load_theme, render_template
from jiangyi.theme.targets import Target
from tests.support import ROOT, invoke, load

PARAGRAPH = "blocks/paragraph.html.j2"


def fill(folder: Path, text: str | bytes, **values: Any) -> str:
    """The result of a template."""
    path = folder / "templates" / PARAGRAPH
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    environment = create_environment((folder / "templates", ROOT / "templates"))
    return render_template(environment, PARAGRAPH, environment.globals | values)


def fail(folder: Path, text: str | bytes, **values: Any) -> Diagnostic:
    """The diagnostic of a template that is wrong."""
    with pytest.raises(TemplateFault) as caught:
        fill(folder, text, **values)
    assert caught.value.diagnostic.span.file == f"templates/{PARAGRAPH}"
    return caught.value.diagnostic


FORBIDDEN = {
    "globals of a function": "{{ cycler.__init__.__globals__ }}",
    "classes": "{{ ''.__class__.__mro__ }}",
    "an item": "{{ block['__class__'] }}",
    "a mapped attribute": "{{ [block] | map(attribute='__class__') | first }}",
    "a format": "{{ '{0.__class__}'.format(block) }}",
    "a format of a mapping": "{{ '{a.__class__}'.format_map({'a': block}) }}",
    "a function of the context": "{{ read.__globals__ }}",
    "the owner of a method": "{{ block.model_copy.__self__ }}",
    "a method of a library": "{{ block.model_dump_json() }}",
    "a method that reads files": "{{ block.parse_file('secret.txt') }}",
    "a file": "{{ here.read_text() }}",
    "the context": "{{ self._TemplateReference__context }}",
    "a change": "{{ values.append(1) }}",
    "a change of a mapping": "{{ table.update(a=1) }}",
    "a class": "{{ kind('secret.txt') }}",
    "bytes": "{{ 'a'.encode() }}",
}


@pytest.mark.parametrize("text", FORBIDDEN.values(), ids=FORBIDDEN)
def test_templates_read_plain_data_only(text: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    values: dict[str, Any] = {"block": Paragraph.model_validate({"text": "文"}), "here": tmp_path / "secret.txt", "kind": Path}
    found = fail(tmp_path, f"第一行\n{text}", read=fill, values=[], table={}, **values)
    assert (found.code, found.span.line) == ("template-failed", 2)
    assert values["here"].read_text() == "secret"


GROW = "{{% set made = namespace(x={start}) %}}{{% for i in range(64) %}}{{% set made.x = {step} %}}{{% endfor %}}{{{{ made.x }}}}"
EXCESSIVE = {
    "loops": "{% for i in range(9999) %}{% for j in range(9999) %}x{% endfor %}{% endfor %}",
    "loops over texts": "{% for i in 'x' * 9999 %}{% for j in 'x' * 9999 %}x{% endfor %}{% endfor %}",
    "a lazy loop": "{% for i in range(9999) | map('string') %}{% for j in range(9999) | select %}x{% endfor %}{% endfor %}",
    "calls": "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(64) }}",
    "a long text": "{{ 'a' * 10**8 }}",
    "a width": "{{ '%99999d' % 1 }}",
    "a width by value": "{{ '%*d' % (99999, 1) }}",
    "a width in a format": "{{ '{:{}}'.format(1, 99999) }}",
    "a width of a filter": "{{ '%99999d' | format(1) }}",
    "a column": "{{ 'a' | center(10**8) }}",
    "an indent": "{{ ('a\n' * 9999) | indent(9999) }}",
    "a batch": "{{ [1] | batch(10**8, 0) | list }}",
    "digits": "{{ 1.5 | round(10**8) }}",
    "a power": "{{ 9 ** (9 ** 9) }}",
    "squares": GROW.format(start="9", step="made.x * made.x"),
    "a text that is doubled": GROW.format(start="'ab'", step="made.x ~ made.x"),
    "a sum": GROW.format(start="'ab'", step="made.x + made.x"),
    "a product": GROW.format(start="'ab'", step="made.x * 2"),
    "a list that is doubled": GROW.format(start="[1]", step="made.x * 2"),
    "joined": GROW.format(start="'ab'", step="[made.x, made.x] | join"),
    "joined by a method": GROW.format(start="'ab'", step="','.join([made.x, made.x])"),
    "replaced": GROW.format(start="'aa'", step="made.x | replace('a', 'aa')"),
    "replaced by a method": GROW.format(start="'aa'", step="made.x.replace('a', 'aa')"),
    "nested lists": GROW.format(start="[]", step="[made.x, made.x]"),
    "nested tuples": GROW.format(start="()", step="(made.x, made.x)"),
    "nested mappings": GROW.format(start="{}", step="{'a': made.x, 'b': made.x}"),
    "nested calls": GROW.format(start="{}", step="dict(a=made.x, b=made.x)"),
    "a captured text": "{% set made = namespace(x='ab') %}{% for i in range(64) %}{% set y %}{{ made.x }}{{ made.x }}{% endset %}"
    "{% set made.x = y %}{% endfor %}",
    "slices": "{% set x = 'a' * 9**6 %}{% for i in range(9999) %}{% set y = x[1:] %}{% endfor %}",
    "comparisons": "{% set x = 'a' * 9**6 %}{% set y = x ~ '' %}{% for i in range(9999) %}{{ x == y }}{% endfor %}",
    "a search": "{% set x = 'a' * 9**6 %}{% for i in range(9999) %}{{ 'b' in x }}{% endfor %}",
    "methods": "{% set x = 'a' * 9**6 %}{% for i in range(9999) %}{% set y = x.upper() %}{% endfor %}",
    "filters": "{% set x = 'a' * 9**6 %}{% for i in range(9999) %}{% set y = x | upper %}{% endfor %}",
}


@pytest.mark.parametrize("text", EXCESSIVE.values(), ids=EXCESSIVE)
def test_the_work_of_templates_is_limited(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "TEMPLATE_STEPS", replace(limits.TEMPLATE_STEPS, value=50_000))
    monkeypatch.setattr(limits, "TEMPLATE_TEXT", replace(limits.TEMPLATE_TEXT, value=2_000_000))
    found = fail(tmp_path, text)
    assert found.code == "limit"
    assert found.values["what"] in {limits.TEMPLATE_STEPS.what, limits.TEMPLATE_TEXT.what, limits.TEMPLATE_NUMBER.what}


WRONG = {
    "an expression": ("一\n{% if %}", "template-syntax", 2),
    "an unknown filter": ("一\n\n{{ 1 | nothing }}", "template-syntax", 3),
    "an unknown tag": ("{% nothing %}", "template-syntax", 1),
    "an open block": ("{% for x in y %}\n", "template-syntax", 1),
    "an unknown name": ("一\n{{ nothing }}", "template-failed", 2),
    "an unknown field": ("{{ block.nothing }}", "template-failed", 1),
    "a missing template": ("{% include 'nothing.j2' %}", "template-failed", 1),
    "a template outside": ("{% include '../secret.txt' %}", "template-failed", 1),
    "an absolute path": ("{% include '/etc/hostname' %}", "template-failed", 1),
    "a path with a zero": ("{% include 'a\\0b' %}", "template-failed", 1),
    "itself": (f"{{% include '{PARAGRAPH}' %}}", "template-failed", 1),
    "itself as a base": (f"{{% extends '{PARAGRAPH}' %}}", "template-failed", 1),
    "a macro without end": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "template-failed", 1),
    "a range": ("{% for i in range(10**9) %}{% endfor %}", "template-failed", 1),
    "a division": ("{{ 1 / 0 }}", "template-failed", 1),
    "many loops": ("{% for i in 'a' %}" * 30 + "{% endfor %}" * 30, "template-failed", 0),
    "many brackets": ("{{ " + "(" * 9999 + "1" + ")" * 9999 + " }}", "template-failed", 0),
    "many signs": ("{{ " + "-" * 9999 + "1 }}", "template-failed", 0),
    "UTF-16": ("<p>".encode("utf-16"), "template-failed", 0),
}


@pytest.mark.parametrize(("text", "code", "line"), WRONG.values(), ids=WRONG)
def test_mistakes_are_reported_with_their_line(text: str | bytes, code: str, line: int, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    found = fail(tmp_path, text, block=Paragraph.model_validate({"text": "文"}))
    assert (found.code, found.span.line) == (code, line)
    assert "jiangyi" not in found.message


def test_a_link_out_of_the_workspace_is_no_template(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.txt"
    secret.write_text("secret")
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    (tmp_path / "templates" / PARAGRAPH).symlink_to(secret)
    environment = create_environment((tmp_path / "templates", ROOT / "templates"))
    with pytest.raises(TemplateFault, match=PARAGRAPH):
        render_template(environment, PARAGRAPH, {})


def test_what_templates_usually_do_is_allowed(tmp_path: Path) -> None:
    text = (
        "<p>{% set all = namespace(sum=0) %}{% for n in range(1, 4) %}{% set all.sum = all.sum + n %}"
        "{{ loop.index }}/{{ loop.length }} {% endfor %}"
        "{{ all.sum }} {{ '%g' % 2.50 }} {{ '{}-{a}'.format(1, a=2) }} {{ [3, 1, 2] | sort | join('·') }} "
        "{{ words.items() | list | length }} "
        "{{ '<b>' ~ 1 }} {{ words.a | upper | replace('A', 'c') }} {{ cycler('x', 'y').next() }} {{ ', '.join(['p', 'q']) }} "
        "{% macro m(a) %}[{{ a }}{{ caller() }}]{% endmacro %}{% call m(1) %}!{% endcall %} "
        "{{ [1, 2] | sum }} {{ ((1, 2) + (3,)) | length }}</p>"
    )
    assert fill(tmp_path, text, words={"a": "ab"}) == ("<p>1/3 2/3 3/3 6 2.5 1-2 1·2·3 1 &lt;b&gt;1 cB x p, q [1!] 3 3</p>")


EXAMPLE = """# 例

一段“文字”[^1]，{==重点==}与 $x^2$。

| 甲 | 乙 |
|---|---|
| 一 | 二 |

## 节

1. 一项
2. 二项

::: exercise
1+1=？

A. 一
B. 二

答案：B
:::

```python
x = 1
```

[^1]: 注。
"""


def test_pages_are_the_same_with_and_without_the_sandbox(tmp_path: Path) -> None:
    """The program's own templates run without it."""
    (tmp_path / "templates" / "blocks").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / PARAGRAPH, tmp_path / "templates" / PARAGRAPH)
    source = tmp_path / "例.md"
    source.write_text(EXAMPLE, "utf-8")
    loaded = load(source)
    book = make_single_book(loaded.manuscript.handout, loaded.pictures)
    index = build_index(book)
    for target in Target:
        with Session().activate():
            pages = [render_book(book, index, load_theme(Workspace(place)), target) for place in (ROOT, tmp_path)]
        assert pages[0].documents == pages[1].documents


WRITTEN = {
    "a script": "<script>alert(1)</script>",
    "a script of another file": '<script src="http://evil.example/x.js"></script>',
    "a script put together": "{{ ('<scr' ~ 'ipt>1</scr' ~ 'ipt>') | safe }}",
    "a script with a prefix": '<x:script xmlns:x="http://www.w3.org/1999/xhtml">1</x:script>',
    "a script in capitals": "<SCRIPT>1</SCRIPT>",
    "a handler": '<p title=">" onclick="alert(1)">x</p>',
    "a handler in SVG": '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "a link that runs code": '<a href=" javascript:alert(1)">x</a>',
    "a link with references": '<a href="&#106;avascript:alert(1)">x</a>',
    "a link with XLink": '<a xmlns:x="http://www.w3.org/1999/xlink" x:href="javascript:alert(1)">x</a>',
    "a link to a file": '<a href="file:///etc/hostname">x</a>',
    "a link to data": '<a href="data:text/html,x">x</a>',
    "an image of the network": '<img src="http://evil.example/x.png" alt=""/>',
    "an image of another host": '<img src="//evil.example/x.png" alt=""/>',
    "an image of the disk": '<img src="/etc/hostname" alt=""/>',
    "an image of another folder": '<img src="pictures/../../x.png" alt=""/>',
    "several images": '<img src="a.png" srcset="http://evil.example/x.png 1x" alt=""/>',
    "an image with a script": "<img src=\"data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg'>&lt;script/>&lt;/svg>\" alt=''/>",
    "a page": '<iframe src="a.html"></iframe>',
    "an object": '<object data="a.pdf"></object>',
    "a form": '<form action="a"></form>',
    "a base": '<base href="http://evil.example/"/>',
    "a refresh": '<meta http-equiv="refresh" content="0"/>',
    "a stylesheet": '<link rel="stylesheet" href="http://evil.example/x.css"/>',
    "a style": '<p style="background: url(http://evil.example/x.png)">x</p>',
    "an escaped style": '<p style="background: \\75rl(http://evil.example/x.png)">x</p>',
    "an imported style": "<style>@import 'http://evil.example/x.css';</style>",
    "an animation": '<svg xmlns="http://www.w3.org/2000/svg"><set attributeName="href" to="javascript:alert(1)"/></svg>',
    "an instruction": '<?xml-stylesheet href="a.css"?>',
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("is_xml", [True, False])
def test_templates_write_nothing_that_runs_or_loads(written: str, tmp_path: Path, *, is_xml: bool) -> None:
    if written.startswith("<?") and not is_xml:
        return  # a comment in HTML
    open_tag = "" if is_xml else "<br>"  # what no XML is
    found = fail(tmp_path, f"<div>\n{open_tag}{written}</div>")
    assert found.code == "template-failed"
    assert found.span.line in (0, 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ '\\ud800' }}<p>x</p>", "template-failed"),
        ("<p>{{ '\\u0001' }}</p>", "template-failed"),
        ("<p>\0</p>", "template-failed"),
        ("", "template-failed"),
        ("x", "template-failed"),
        ("<p>{% for i in range(40000) %}<b/>{% endfor %}</p>", "limit"),
        ("{% for i in range(40000) %}<br>{% endfor %}", "limit"),
    ],
)
def test_templates_write_documents_that_can_be_laid_out(text: str, code: str, tmp_path: Path) -> None:
    assert fail(tmp_path, text).code == code


@pytest.mark.parametrize(
    "subset", ['<!ENTITY a "b">', '<!ENTITY a SYSTEM "file:///etc/hostname">', "<!ELEMENT p ANY>", '<!ATTLIST p onclick CDATA "alert(1)">']
)
def test_templates_declare_no_entities(subset: str, tmp_path: Path) -> None:
    assert fail(tmp_path, f"<!DOCTYPE p [{subset}]><p>x</p>").code == "template-failed"


def test_templates_may_write_links_pictures_and_styles(tmp_path: Path) -> None:
    text = (
        '<!DOCTYPE html><p style="color: red; --a: \'x\'"><a href="https://a.example/?b=c">x</a><a href="#b">y</a><a href="b.xhtml#c">z</a>'
        '<img src="pictures/a.png" alt=""/><img src="data:image/png;base64,AAAA" alt=""/><a href="mailto:a@b.example">m</a>'
        '<img src="data:image/svg+xml,%3Csvg xmlns=\'http://www.w3.org/2000/svg\'/%3E" alt=""/></p>'
    )
    assert fill(tmp_path, text) == text


@pytest.mark.parametrize("text", ["<p>\n<b></p>", "x", "<b>" * 300 + "</b>" * 300])
def test_an_e_book_is_well_formed(text: str, tmp_path: Path) -> None:
    (tmp_path / "templates" / "epub").mkdir(parents=True)
    (tmp_path / "templates" / "epub" / "frame.xhtml.j2").write_text(text)
    environment = create_environment((tmp_path / "templates", ROOT / "templates"))
    with pytest.raises(TemplateFault) as caught:
        render_template(environment, "epub/frame.xhtml.j2", {})
    assert caught.value.diagnostic.code == "template-failed"


def test_handouts_that_do_not_need_the_template_are_built(workspace: Path) -> None:
    (workspace / "content" / "好.md").write_text("# 好\n\n---\n")
    (workspace / "content" / "坏.md").write_text("# 坏\n\n一段。\n")
    (workspace / "templates" / "blocks").mkdir(parents=True)
    (workspace / "templates" / PARAGRAPH).write_text("<p>\n{{ fill.__self__.environment }}")
    done = invoke("build", "--workspace", workspace)
    assert done.returncode == 1
    assert sorted(path.name for path in (workspace / "output").iterdir()) == ["好.epub", "好.pdf"]
    assert done.stderr.count("error[") == 1
    assert f"templates/{PARAGRAPH}:2:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_check_reports_templates(workspace: Path) -> None:
    (workspace / "content" / "例.md").write_text("# 例\n\n一段。\n")
    (workspace / "templates").mkdir()
    (workspace / "templates" / "mine.j2").write_text("{{ a")
    (workspace / "templates" / "folder.j2").mkdir()
    done = invoke("check", "--workspace", workspace)
    assert done.returncode == 1
    assert "templates/mine.j2:1:1" in done.stderr
