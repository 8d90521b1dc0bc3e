"""`serve`: the live preview in a browser."""

from pathlib import Path

import click

from jiangyi.commands.common import exit_if_linked_outside, exit_wrong_usage, open_console, open_workspace, remote_option, root_option
from jiangyi.commands.options import add_option
from jiangyi.commands.theme_option import select_theme, theme_option
from jiangyi.core import localize


@add_option("--host", "address to listen on", "监听的地址", default="127.0.0.1")
@add_option("--port", "port to listen on; 0 picks a free one", "监听的端口；0 表示自动选择", type=click.IntRange(0, 65535), default=8123)
@add_option("--open", "open the preview in the browser", "自动在浏览器中打开")
@theme_option
@root_option
@remote_option
def serve(host: str, port: int, theme: str, *, open: bool, workspace: Path | None, allow_remote: bool) -> None:  # noqa: A002 - the option's name
    """Preview pages, e-book and problems in a browser; updates after each save."""
    import webbrowser

    from jiangyi.build import open_store
    from jiangyi.project import OUTPUT
    from jiangyi.studio import server

    place = open_workspace(workspace, (), allow_remote=allow_remote)
    exit_if_linked_outside(place, OUTPUT)
    open_store(place)
    shown = select_theme(place, theme)
    try:
        listening = server.open_socket(host, port)
    except OSError as error:
        exit_wrong_usage(
            localize(
                "cannot listen on {host}:{port}: {why}", "无法监听 {host}:{port}：{why}", host=host, port=port, why=error.strerror or error
            ),
            localize("choose another port with --port; 0 picks a free one", "请用 --port 换一个端口；0 表示自动选择空闲端口"),
        )
    url = server.format_address(listening, host)

    def ready() -> None:
        open_console().print(localize("preview at {url} (press Ctrl-C to stop)", "预览地址：{url}（按 Ctrl-C 停止）", url=url))
        if open:
            webbrowser.open(url)

    server.serve(place, listening, server.Entrance(host), ready, shown)
