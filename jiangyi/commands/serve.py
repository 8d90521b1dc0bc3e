"""`serve`: the studio in a browser."""

import errno
import json
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NoReturn

import click

from jiangyi.commands.common import (
    exit_if_linked_outside,
    exit_wrong_usage,
    open_console,
    remote_option,
    root_option,
)
from jiangyi.commands.options import add_option
from jiangyi.commands.theme_option import select_theme, theme_option
from jiangyi.core import localize
from jiangyi.project import OUTPUT, OWN_FOLDERS, Workspace, activate_plugins, find_workspace

PORT = 8123
REPLY_SECONDS = 2
"""How long a server that has the port already may take to say which folder it shows."""


@add_option("--host", "address to listen on", "监听的地址", default="127.0.0.1")
@add_option("--port", "port to listen on; 0 picks a free one", "监听的端口；0 表示自动选择", type=click.IntRange(0, 65535), default=PORT)
@add_option("--open", "open the studio in the browser", "自动在浏览器中打开")
@add_option("--write", "let others in the network write, with --host", "与 --host 同用：允许局域网里的其他人修改")
@theme_option
@root_option
@remote_option
def serve(host: str, port: int, theme: str, *, open: bool, write: bool, workspace: Path | None, allow_remote: bool) -> None:  # noqa: A002 - the option's name
    """Write handouts, preview pages and e-book, and make files in a browser."""
    import webbrowser

    from jiangyi.build import open_store
    from jiangyi.studio import Entrance, UserState, find_state_folder, is_loopback, server

    if workspace and not workspace.is_dir():
        exit_wrong_usage(localize("there is no folder {path}", "没有文件夹 {path}", path=workspace))
    here = Path.cwd().absolute()
    found = Workspace(workspace.absolute()) if workspace else find_workspace(here) or Workspace(here)  # content/ may be still to come
    place = Workspace(found.root, allow_remote)
    activate_plugins(place)
    for name in (*OWN_FOLDERS, OUTPUT):
        exit_if_linked_outside(place, name)
    open_store(place)
    shown = select_theme(place, theme)
    state, is_local = UserState(find_state_folder()), is_loopback(host)
    token = state.make_token("this machine" if is_local else "network")
    try:
        listening = server.open_socket(host, port)
    except OSError as error:
        if not open or error.errno != errno.EADDRINUSE:
            exit_unheard(host, port, error)
        if is_local and find_shown_folder(host, port, token) == str(place.root):
            webbrowser.open(f"http://{host}:{port}/?token={token}")
            return
        listening = server.open_socket(host, 0)
    url = server.format_address(listening, host, token)

    def ready() -> None:
        # terminals take a full-width mark behind an address for a part of it
        open_console().print(localize("studio at {url} (press Ctrl-C to stop)", "讲义工作台： {url} （按 Ctrl-C 停止）", url=url))
        if shared := server.format_network_address(listening, host, token):
            show_code(shared, is_writable=write)
        if open:
            webbrowser.open(url)

    state.remember(place.root)
    server.serve(place, listening, Entrance(host, token, write or is_local, state), ready, shown)


def exit_unheard(host: str, port: int, error: OSError) -> NoReturn:
    """Exit where the address cannot be listened on."""
    why = error.strerror or error
    exit_wrong_usage(
        localize("cannot listen on {host}:{port}: {why}", "无法监听 {host}:{port}：{why}", host=host, port=port, why=why),
        localize("choose another port with --port; 0 picks a free one", "请用 --port 换一个端口；0 表示自动选择空闲端口"),
    )


def show_code(address: str, *, is_writable: bool) -> None:
    """Print the QR code of an address for phones, where a person looks on."""
    if not sys.stderr.isatty():
        return
    import segno

    what = localize("read and write", "查看和修改") if is_writable else localize("read", "查看")
    open_console().print(localize("on a phone in the same network ({what}):", "用同一网络里的手机{what}，请扫码：", what=what))
    segno.make_qr(address).terminal(sys.stderr, border=2, compact=True)


def find_shown_folder(host: str, port: int, token: str) -> str:
    """The folder that a studio of this user shows at an address; empty where there is none."""
    connection = HTTPConnection(host, port, timeout=REPLY_SECONDS)
    try:
        connection.request("GET", "/api/desk", headers={"Authorization": f"Bearer {token}"})
        return str(json.loads(connection.getresponse().read()).get("path", ""))
    except (OSError, HTTPException, ValueError, AttributeError):
        return ""
    finally:
        connection.close()
