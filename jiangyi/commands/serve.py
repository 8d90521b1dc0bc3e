"""`serve`: the live preview in a browser."""

from typing import Annotated

import typer

from jiangyi.commands.common import Remote, Root, messages, usage, workspace_of
from jiangyi.wording import say


def serve(
    host: Annotated[str, typer.Option(help=say("the address to listen at", "监听的地址"))] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help=say("the port; 0 is any", "端口，0 为任意"))] = 8123,
    browse: Annotated[bool, typer.Option("--open", help=say("open the browser", "打开浏览器"))] = False,
    workspace: Root = None,
    allow_remote: Remote = False,
) -> None:
    """Show pages, e-book and problems in a browser, anew after each save."""
    import webbrowser

    from jiangyi.preview import live

    place = workspace_of(workspace, None, allow_remote=allow_remote)
    try:
        listening = live.bound(host, port)
    except OSError as error:
        usage(
            say(
                "cannot listen at {host}:{port}: {why}", "无法监听 {host}:{port}：{why}", host=host, port=port, why=error.strerror or error
            ),
            say("another --port may be free; 0 takes any", "可以用 --port 换一个端口，0 为任意端口"),
        )
    url = live.address(listening, host)

    def ready() -> None:
        messages.print(say("preview at {url} (Ctrl-C ends it)", "预览地址 {url}（按 Ctrl-C 结束）", url=url))
        if browse:
            webbrowser.open(url)

    live.serve(place, listening, host, ready)
