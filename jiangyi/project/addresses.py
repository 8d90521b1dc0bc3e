"""Addresses at which folders are published: whether feeds and QR codes can name one."""

from urllib.parse import quote, urlsplit, urlunsplit

from jiangyi.core import Message

SCHEMES = ("http", "https")
UNRESERVED = "/%:@!$&'()*+,;=~-._"
"""What a path keeps as it is (RFC 3986 §3.3), and what is encoded already."""
NO_SCHEME = Message("it does not begin with https://", "开头没有 https://")
NO_HOST = Message("it names no server", "没有写出网站")
TAIL = Message("it has something behind ? or #, and files are to be added to it", "里面有 ? 或 #，后面无法再接文件名")


def find_address_problem(typed: str) -> Message | None:
    """What is wrong with an address; None where nothing is, or there is none."""
    if not typed:
        return None
    try:
        parts = urlsplit(typed)
        host = parts.hostname or ""
        host.encode("idna")
        _ = parts.port
    except ValueError:  # UnicodeError is one
        return NO_HOST
    if parts.scheme.lower() not in SCHEMES:
        return NO_SCHEME
    if not host or any(character.isspace() for character in typed):
        return NO_HOST
    return TAIL if parts.query or parts.fragment or typed.endswith(("?", "#")) else None


def complete_address(typed: str) -> str:
    """A valid address as programs write it, in ASCII and with a slash at its end."""
    if not typed:
        return ""
    parts = urlsplit(typed)
    host = (parts.hostname or "").encode("idna").decode()
    host = f"[{host}]" if ":" in host else host
    place = f"{host}:{parts.port}" if parts.port else host
    return urlunsplit((parts.scheme.lower(), place, f"{quote(parts.path, safe=UNRESERVED).rstrip('/')}/", "", ""))
