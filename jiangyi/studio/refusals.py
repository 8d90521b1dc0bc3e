"""A request that cannot be met, as one sentence for the user and what to do about it."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from jiangyi.core import Message, SystemFailure, localize
from jiangyi.project import FileRefused


class Refused(Exception):
    """A request that cannot be met: a message with its values, a hint, and the HTTP status."""

    def __init__(self, message: Message, hint: Message | None = None, *, status: int = 400, **values: object) -> None:
        super().__init__(message)
        self.message, self.hint, self.status, self.values = message, hint, status, values


def answer_refusal(_: Request, error: Exception) -> Response:
    """The answer to a request that was refused: `{"message": …, "hint": …}` in the language of the request."""
    assert isinstance(error, Refused)  # noqa: S101 - registered for this class only
    return JSONResponse(describe_refusal(error), error.status)


def describe_refusal(refused: Refused) -> dict[str, str]:
    """A refusal in the language of the request; values that are messages are, too."""
    values = {name: value.localize() if isinstance(value, Message) else value for name, value in refused.values.items()}
    hint = refused.hint.localize(**values) if refused.hint else ""
    return {"message": refused.message.localize(**values), "hint": hint}


def answer_file_refusal(_: Request, error: Exception) -> Response:
    """The answer where a request names a file that is none of the workspace."""
    assert isinstance(error, FileRefused)  # noqa: S101 - as above
    return JSONResponse({"message": error.message, "hint": ""}, 404 if error.is_missing else 400)


def answer_system_failure(_: Request, error: Exception) -> Response:
    """The answer where the disk or the system prevents what was asked for."""
    assert isinstance(error, SystemFailure)  # noqa: S101 - as above
    words = {"action": error.action.localize(), "path": error.path, "reason": error.reason.localize()}
    return JSONResponse({"message": localize(*CANNOT, **words), "hint": ""}, 507)


CANNOT = ("Cannot {action} {path}: {reason}.", "无法{action} {path}：{reason}。")
