"""Read the body of a request: within a limit, and of the shape that is expected. Nothing else reads one (tests/test_house.py)."""

from collections.abc import AsyncIterator
from typing import TypeVar

import msgspec
from starlette.requests import ClientDisconnect, Request

from jiangyi.core import Message, limits
from jiangyi.studio.refusals import Refused

Body = TypeVar("Body")
DAMAGED = Message("This request is damaged. Reload the page, and try again.", "这次请求不完整。请刷新页面再试一次。")
TOO_LARGE = Message("This is too large: at most {size} MB.", "内容太大了，最多 {size} MB。")
MEGABYTE = 1_000_000


async def read_json(request: Request, shape: type[Body], limit: limits.Limit = limits.REQUEST_BYTES) -> Body:
    """The body of a request as a value of a type, such as a `msgspec.Struct`. Raises Refused for any other body."""
    data = await read_upload(request, limit)
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused(DAMAGED) from None


async def read_upload(request: Request, limit: limits.Limit) -> bytes:
    """The whole body of a request. Raises Refused where it is larger than a limit in bytes."""
    return b"".join([chunk async for chunk in iter_upload(request, limit)])


async def iter_upload(request: Request, limit: limits.Limit) -> AsyncIterator[bytes]:
    """The body of a request in pieces, for what need not be in memory. Raises Refused where it is larger than a limit in bytes."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced[:20]) > limit.value:
        raise _refuse_size(limit)
    size = 0
    try:
        async for chunk in request.stream():
            size += len(chunk)
            if size > limit.value:
                raise _refuse_size(limit)
            yield chunk
    except ClientDisconnect:
        raise Refused(DAMAGED) from None


def _refuse_size(limit: limits.Limit) -> Refused:
    return Refused(TOO_LARGE, limit.hint, status=413, size=f"{limit.value / MEGABYTE:g}")
