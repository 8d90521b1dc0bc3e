"""Every construct of notes, web pages and plain text, with a place W for each word and B for each block inside."""

NOTE_INLINES = (
    "W", "W", "W", "**W**", "*W*", "_W_", "***W***", "==W==", "~~W~~", "`W`", "`` W ` ``", "`a %% W`", "H~W~O", "x^W^", "[W](https://example.org/a)",
    "[W](https://example.org/a \"W\")", "[W](other.md#W)", "[W](#W)", "[W](foo:bar)", "[[W]]", "[[W|W]]", "[[W#W]]", "[[#W]]", "[[#^b1]] W", "![[W]]", "![[W#W]]",
    "![[W.png]]", "![[W.png|300]]", "![[W.png#icon|W]]", "![W](https://example.org/a.png)", "![W](W.png \"W\"){#fig-a width=4cm}", "[![W](W.png)](https://example.org/a)",
    "<b>W</b><b>W</b>", "<i>W</i>**W**", "<u>W</u>", "<ins>W</ins>", "<s>W</s>", "<del>W</del>", "<sub>W</sub>", "<sup>W</sup>", "<mark>W</mark>", "<kbd>W</kbd>", "<br>W",
    "<span style=\"text-decoration: underline\">W</span>", "<span hidden>W</span>", "<font color=red>W</font>", "<ruby>W<rt>W</rt></ruby>", "<a href=\"https://example.org\" title=\"W\">W</a>",
    "<unknown>W</unknown>", "<W>", "<foo:W>", "<https://example.org/W>", "<tel:1> `W`", "<?php W *W* ?>", "<![CDATA[W *W*]]>", "<!-- W -->", "%%W%%", "%%W `%%` W%%", "W %% W",
    "^[W]", "[^1]W", "[^W]", "W[^0-9]", "[W][r]", "[W][]", "[W]", "{W}", "{{W}}", "{W|W}", "[#W]", "#W", "#W/W", "W #W", "W ^b1", "@W", ":W:", "$W$", "$x$W", "$5 W $6", "\\(W\\)", "$$W$$",
    "&lt;W&gt;", "&nbsp;W", "&W;", "\\*W\\*", "\\[W]", "W\\", "*W", "**W", "W**", "`W", "~~W", "[W", "W]", "{W", "W}", "<W", "W>", "![W", "[[W", "a<b W>c", "W\tW", "W  ", "W{#a}", "W{.x}", "W {: .x}",
    "\u200bW", "W\u00a0W", "\ue000W", "😀W", "W\x0cW", "\x08W", "⼀W", "https://example.org/W", "www.example.org W", "W---W", "（W）.", "W,W", "“W”", "\"W\"", "**“W”**W", "W==W", "==W ==",
    "[W]{.underline}", "[W]{.person}", "{W|.}", "[W](<W.md>)", "[W]( W )", "[](W.md)", "![](W.png)", "[W]()", "[x] W", "<img src=\"W.png\" alt=\"W\" width=\"50\">", "<span data-answer=\"W\">W</span>", "<input value=\"W\">",
)  # fmt: skip
NOTE_BLOCKS = (
    "I", "I", "II", "I\nI", "I  \nI", "I\\\nI", "# I", "## I", "### W", "#W", "# I #", "## W {#w .x}", "I\n===", "I\n---", "#", "- I\n- I", "* I\n  I\n* I", "1. I\n2. I", "3) I\n4) I", "- [ ] I\n- [x] I",
    "1、I\n2、I", "（1）I\n（2）I", "①I\n②I", "A. I\nB. I", "甲：I\n乙：I", "- I\n\n  B\n- I", "1. I\n\n   B", "- I\n    - I\n        - I", "- \n- I", "> I\n> I", "> I\n>\n> ——W《W》", ">I", "> > I",
    "> [!note] I\n> I", "> [!W]- I\n> I", "> [!quote] W\n> I", "> [!tip|W] I\n> > [!warning]\n> > I", "!!! note \"W\"\n    I", "??? W \"W\"\n    I\n\n    B", "???+ note\n    === \"W\"\n        I\n    === \"W\"\n        I", "=== \"W\"\n\n    I",
    ":::note W\nI\n:::", "::: W\nI\n:::", "::: {.W}\nI\n:::", "::: tip W {#a}\nB\n:::", "::::tip\n:::warning\nI\n:::\n::::", ":::note[I]\nI\n:::", ":::", "::: table W\n| W | W |\n|---|---|\n| I | I |\n:::", "::: point {lead=\"W\"}\nI\n:::",
    "| I | I |\n|---|:-:|\n| I | I |", "| W | W |\n|---|---|\n| I | I | I |\n| I |", "|W|\n|--|--|\n|I|", "W | W\n--|--\nI | I", "| W |\n|---|\n| a\\|W |\n| `a|W` |", "| [[W\\|W]] | $W|W$ |\n|---|---|\n| - I<br>- I | < |\n| ^ | I |",
    "```\nW\n%%\nW\n```", "```py W $a$ W\nW\n```", "```mermaid\nW\n```", "~~~js title=\"W\"\nW\n~~~", "```\nW", "    W", "- I\n\n  ```\n  W\n  ```", "> ```\n> W\n> ```", "````md\n```\nW\n```\n````", "```\n:::\nW\n```",
    "$$\nW\n$$", "$$\nx\n$$ (W)", "$$\n\\ x \\ \n$$", "$$\n\\undefined{W}\n$$", "$$\nW", "<div>I</div>", "<div>\n\nI\n\n</div>", "<center>I</center>", "<details>\n<summary>W</summary>\n\nB\n\n</details>", "<details><summary>W</summary>W</details>",
    "<details open>\n<summary>W</summary>\n<p>W</p>\n</details>", "<table><tr><td rowspan=2>W<td>W<tr><td><b>W</b></table>", "<ul><li>W<li>W</ul>", "<p hidden>W</p>", "<!-- W -->", "<!--\nW\n\nW\n-->", "%%\nW\n\nW\n%%", "<script>W</script>",
    "<style>W</style>", "<iframe src=\"https://example.org\" title=\"W\">W</iframe>", "<video src=a.mp4>W</video>", "<Tabs>\n<Tab title=\"W\">\nI\n</Tab>\n</Tabs>", "<W>\nI\n</W>", "<h2>W</h2>", "<pre>W</pre>", "<dl><dt>W<dd>W</dl>",
    "[^1]: I", "[^2]: I\n    I\n\n    B", "[^W]: I", "[r]: https://example.org \"W\"", "[W]: ./W.md", "[r]: W", "*[W]: W", "[TOC]", "[[TOC]]", "[[_TOC_]]", "{:toc}", "\\newpage", "<div style=\"page-break-after: always\"></div>", "---", "***",
    "W\n: I", "W\n\n:   I\n\n    B", "Term\n: I\n: I", "{#W}", "I\n{: #w .x}", "I {#p}", "- I {#li}", "![W](W.png)", "![[W.png|W|200]]", "![](https://example.org/W.png)", "W\n: ", "{% W %}", "{{< W >}}", "{{W}}", "import W from 'W'", "export const W = 1",
    "答案：I", "**答案：** I", "1. I\nA. W\nB. W\n答案：A", "<a name=\"W\"></a>", "\\begin{W}\nI\n\\end{W}", "+++\nW\n+++", "---\nW: W\n---", "I ^b1", "^b1", "| W |", "W\n\n\u00a0\n\nW", "\ufeffW", "W\x0cW\x0c", "W\r\nW",
)  # fmt: skip
NOTE_FRONTS = (
    "", "", "# W", "---\ntitle: W\ntags: [W, W]\n---", "---\naliases:\n  - W\ncssclass: W\n---", "---\ntitle: W: W\n---", "---\ntitle: [W\n---", "---\n- W\n---", "---\n---", "---\nW\n---", "---\ntitle: \"**W** $x {{y}}\"\nW: W\n---",
    "---\ntitle: {a: W}\nauthor: W\nsubject: W\n---", "---\ntitle: W\n", "+++\ntitle = \"W\"\n+++", "---\n# W\ntitle: W # W\n---", "---\nauthor: [W, {W: W}]\nseries: [W]\ndate: W\n---",
)  # fmt: skip
PAGE_INLINES = (
    "W", "W", "<b>W</b><b>W</b>", "<b>W</b><i>W</i>", "<i>W</i><b>W</b>", "<i>W<b>W</b></i>", "<strong>“W”</strong>W", "<strong>W.</strong>a", "<sub>W</sub>", "<sup>m+W</sup>", "<del>W</del>", "<s>W</s><s>W</s>", "<u>W</u>", "<ins>W</ins>", "<mark>W</mark>",
    "<span style=\"text-decoration:line-through\">W</span>", "<span style='font-weight:bold;color:#f00'>W</span>", "<span style=\"display:none\">W</span>", "<span hidden>W</span>", "<code>W</code><code>W`</code>", "<kbd>W</kbd>", "W<br>W", "<a href=\"https://example.org/a\">W</a>",
    "<a href=\"W.pdf\" title=\"W\">W</a>", "<a href=\"#W\">W</a>", "<a href=\"https://a.b\"><img src=\"https://a.b/c.png\" alt=\"W\"></a>", "<img src=\"W.png\" alt=\"W\" title=\"W\" width=\"300\">", "<img alt=W data-src=\"https://a.b/W\">", "<ruby>W<rt>W</rt>W<rt>W</rt></ruby>",
    "<ruby>W<rp>(</rp><rt>W</rt><rp>)</rp></ruby>", "<q>W</q>", "<span data-answer=\"W\">W</span>", "<abbr title=\"W\">W</abbr>", "<font color=red>W</font>", "*W*", "[W](W)", "`W`", "&lt;b&gt;W&lt;/b&gt;", "$W$", "W_W_", "{W|W}", "{{W}}", "[^W]", "[#W]", "W&nbsp;W", "W\nW",
    "<input value=\"W\" placeholder=W>", "<button>W</button>", "<label>W</label>", "<select><option>W</select>", "<textarea>W</textarea>", "<script>W</script>", "<noscript>W</noscript>", "<svg><text>W</text></svg>", "<math><mi>W</mi></math>", "<unknown>W</unknown>", "<video>W</video>", "<small>W</small>", "<!-- W -->",
    "~W~", "==W==", "^W^", "~~W~~", "[W]{.underline}", "1. W", "# W", "- W", "答案：W", "\u200bW", "😀W", "\ue000W", "W:W", "<a name=W>W</a>", "<wbr>W", "<b></b>W", "<b> W </b>", "<b>W<br>W</b>", "<?php W ?>", "W</b>", "<b>W", "< W", "&W;", "<span style=\"vertical-align:super\">W</span>",
)  # fmt: skip
PAGE_BLOCKS = (
    "<p>I</p>", "<p>II</p>", "<div>I</div>", "I", "<h1>I</h1>", "<h2>W</h2>", "<h6>I</h6>", "<ul><li>I<li>I</ul>", "<ol type=\"A\" start=3><li>I</li><li>I</li></ol>", "<ol type=i><li value=4>I</ol>", "<ul><li>I<ul><li>I</ul><li><h3>W</h3>B</ul>", "<ul>W<li>I<p>W</ul>",
    "<blockquote>I</blockquote>", "<blockquote><p>W</p><p>——W《W》</p></blockquote>", "<pre>W\n  W</pre>", "<pre><code class=\"language-py\">W</code></pre>", "<hr>", "<table><tr><th>W<th>I<tr><td>I<td>I</table>", "<table><caption>W</caption><tr><td colspan=2>W<tr><td rowspan=2>I<td>W<tr><td>I</table>",
    "<table><tr><td>B</table>", "<table><tr><td>W<td>B</table>", "<table><tr><td><table><tr><td>W<td>W</table><td>W</table>", "<table><thead><tr><th>W</thead><tbody><tr><td>I<td>I<td>I</tbody><tfoot><tr><td>W</tfoot></table>", "<table>W<tr>W<td>W</table>", "<table><tr><td>W<td>W</tr><td>W<td>I</table>", "<pre>W<br>W</pre>", "<code>W<br>W</code>",
    "<dl><dt>I<dd>I<dd>B</dl>", "<dl><dd>I</dl>", "<dl><dt>W</dl>", "<dl>W<div><dt>W</dt><dd>W</dd></div></dl>", "<details><summary>W</summary>B</details>", "<details>B</details>", "<details><summary>答案W</summary>I</details>", "<details><summary>W</summary></details>",
    "<figure><img src=\"W.png\" alt=W><figcaption>I</figcaption></figure>", "<figure><figcaption>W<img src=\"W.png\"></figcaption></figure>", "<figure>B<figcaption>W</figcaption></figure>", "<nav>W</nav>", "<header>I</header>", "<footer>I</footer>", "<aside>B</aside>", "<p style=\"display:none\">I</p>",
    "<div hidden>B</div>", "<div id=\"js_content\" style=\"visibility: hidden\">B</div>", "<section data-tip=\"W\">I</section>", "<p title=\"W\">I</p>", "<form>W</form>", "<template>W</template>", "<fieldset><legend>W</legend>I</fieldset>", "<p>&nbsp;</p>", "<center>I</center>", "<address>I</address>",
    "<p>1. I</p><p>A. W</p><p>B. W</p><p>C. W</p><p>答案：A</p>", "<p>W：I</p>", "<h2>W</h2><h2>W</h2>", "<p>（1）I</p><p>（2）I</p>", "<ol><li id=\"footnote-1\">I</li></ol><p><a href=\"#footnote-1\">1</a></p>", "<div><p>I</div>W", "<p>I<table><tr><td>W</table>", "<ul><ol><li>W</ol></ul>", "<li>W", "<td>W", "<title>W</title>",
)  # fmt: skip
TEXT_LINES = (
    "W", "W。", "W，W。", "W：W", "一、W", "（一）W", "1. W", "1.W。W。", "2、W", "（1）W", "①W", "A. W", "B、W", "C．W  D．W", "A.W B.W C.W D.W", "第一章 W", "第一节\tW", "第二节　W", "第一条 W", "首先，W。其次，W。", "一是W。二是W。", "一是W；", "【W】", "【W】W", "答案：W", "【答案】A", "【解析】W", "参考答案：A",
    "1.B 2.C 3.A", "“W”——W《W》", "——W", "《W》", "W——W", "*W*", "**W**", "_W_", "`W`", "$W$", "[W]", "[W](W)", "{W}", "{{W}}", "{W|W}", "<b>W</b>", "&lt;W", "# W", "- W", "> W", "| W | W |", "W\tW\tW", "W\tW", "\tW", "　　W", "W   W   W", "W___W", "W____", "（  ）W", "W（　）", "___", "-----", "=====", "来源：W",
    "作者：W", "2024年5月1日", "2024", "2035", "12", "13", "- 3 -", "第 3 页", "W 第3页", "第 4 页 共 9 页", "Page 3", "3/9", "表1 W", "图1 W", "END", "点击蓝字关注W", "责编：W", "（W 2026年9月）", "https://example.org/W", "W@example.org", "\u00a0", "\u3000", "W\x0cW", "W\u200bW", "\ue000W", "😀W", "⼀W", "\x08W",
    "W\\", "W.", "W---W", "（W）.", "W,W;W:W!W?", "3.5W", "2021.W", "10. W", "11. W", "lW", "W|W", "~W~", "^W^", "~~W~~", "==W==", "W{#a}", "[^W]", "^[W]", "[#W]", ":::W", "W ......... 3", "目录", "W W W", "Q: W", "甲：W", "乙：W", "问：W", "答：W", "注：W", "材料一：W", "练习", "W\rW", "W\u2028W",
)  # fmt: skip
