"""What an editor in the browser shows and the file on disk, with two windows, without a server, and where a window is closed."""

from pathlib import Path

from tests.browsing import IN_BROWSER
from tests.studio.browsing import browse, serving

pytestmark = IN_BROWSER
NAME = "讲稿.md"
TEXT = "---\ntitle: 讲稿\n---\n\n第一段。\n\n第二段。\n\n第三段。\n"
SCRIPT = (Path(__file__).parent / "source_store_script.js").read_text("utf-8")


def test_no_character_is_lost(workspace: Path) -> None:
    path = workspace / "content" / NAME
    path.write_text(TEXT, "utf-8")
    with serving(workspace) as server:
        seen = browse(server, SCRIPT, {"name": NAME, "path": str(path)}, allows_troubles=True)
    assert seen["opened"] == TEXT
    typed = TEXT.replace("第一段", "第一段" + "甲" * 60)
    assert seen["typed"] == typed
    together = typed.replace("第一段", "第一段" + "乙" * 40).replace("第三段", "第三段" + "丙" * 40)
    assert seen["together"] == together
    assert seen["kept"] == together.replace("第二段", "第二段另一个")
    both = together.replace("第二段。", "第二段我的还在写。\n第二段另一个。")
    assert seen["both"] == both
    assert seen["offline"] == [both, 1]
    recovered = both.replace("第三段", "第三段离线").replace("第一段", "第一段又")
    assert (seen["recovered"], seen["left"]) == (recovered, 0)
    assert seen["hasRecovered"] == [False, True]
    assert not seen["held"]
    assert seen["composed"] == recovered.replace("第一段", "第一段新").replace("第三段", "第三段合")
    assert seen["putBack"]
    assert all("ERR_INTERNET_DISCONNECTED" in trouble or "409" in trouble for trouble in seen["troubles"]), seen["troubles"]
