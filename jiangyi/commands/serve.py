"""`serve`: the live preview in a browser."""

from pathlib import Path

import click

from jiangyi.commands.common import exit_wrong_usage, messages, remote_option, root_option, workspace_of
from jiangyi.commands.options import option
from jiangyi.core import say


@option("--host", "the address to listen at", "监听的地址", default="127.0.0.1")
@option("--port", "the port; 0 is any", "端口，0 为任意", type=click.IntRange(0, 65535), default=8123)
@option("--open", "open the browser", "打开浏览器")
@root_option
@remote_option
def serve(host: str, port: int, *, open: bool, workspace: Path | None, allow_remote: bool) -> None:  # noqa: A002 - the option's name
    """Show pages, e-book and problems in a browser, anew after each save."""
    import webbrowser

    from jiangyi.preview import server

    place = workspace_of(workspace, (), allow_remote=allow_remote)
    try:
        listening = server.bound(host, port)
    except OSError as error:
        exit_wrong_usage(
            say(
                "cannot listen at {host}:{port}: {why}", "无法监听 {host}:{port}：{why}", host=host, port=port, why=error.strerror or error
            ),
            say("another --port may be free; 0 takes any", "可以用 --port 换一个端口，0 为任意端口"),
        )
    url = server.address(listening, host)

    def ready() -> None:
        messages.print(say("preview at {url} (Ctrl-C ends it)", "预览地址 {url}（按 Ctrl-C 结束）", url=url))
        if open:
            webbrowser.open(url)

    server.serve(place, listening, host, ready)
