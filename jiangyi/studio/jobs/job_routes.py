"""The routes of jobs: what can be made, starting and cancelling, and the files that were made.

No file is opened by a path from a request: files are looked up among those that a job has made.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from jiangyi.copies import list_formats
from jiangyi.core import Message, active_extensions, is_chinese_locale, limits
from jiangyi.prepress import SHEETS, ImpositionOptions, estimate_costs, plan_file
from jiangyi.project import OUTPUT
from jiangyi.share import SHARE_FOLDER
from jiangyi.store import diagnostics_of
from jiangyi.studio.bodies import read_json
from jiangyi.studio.desk import Desk
from jiangyi.studio.event_stream import diagnostic_payload
from jiangyi.studio.jobs.choices import list_choices
from jiangyi.studio.jobs.copies_jobs import FOLDER
from jiangyi.studio.jobs.job_queue import OutputJob
from jiangyi.studio.jobs.orders import Assignment, BuildOrder, CopiesOrder, Finished, Order, ShareOrder, Stopped
from jiangyi.studio.live.page_images import render_page_image
from jiangyi.studio.refusals import Refused
from jiangyi.theme import list_papers, list_themes
from jiangyi.writers import list_offered_writers

UNKNOWN = Message("“{name}” does not exist any more.", "已经没有“{name}”了。")
RELOAD = Message("Reload the page, and choose again.", "请刷新页面，重新选择。")
NOTHING = Message("Choose at least one format.", "请至少选择一种格式。")
GONE = Message("The file was removed or moved.", "这个文件已被删除或移走。")
MAKE_AGAIN = Message("Make it again.", "请重新生成。")
NOT_HERE = Message("A folder can only be opened on the computer that the program runs on.", "只能在运行程序的电脑上打开文件夹。")
NO_PROGRAM = Message("No program here can show folders.", "这台电脑上没有能打开文件夹的程序。")
ITS_PLACE = Message("The files are in {path}.", "文件在 {path}。")
LIST_TOO_LARGE = Message("This list is too large.", "名单太大。")
LIST_LIMIT = limits.Limit(limits.LIST_BYTES.what, limits.LIST_BYTES.value * 4 // 3 + 20_000, limits.LIST_BYTES.hint)
"""Of an order with a list, which is base64."""
NUPS = (1, 2, 4)
USUAL_WIDTH = 600
"""Of an image of a sheet, in px."""
MOST = {"copies": 100_000, "price": 1_000_000, "binding": 20}
"""The largest numbers that are taken, in mm for the binding."""
TOO_LARGE = Message("This number is too large, or not above 0.", "这个数太大，或者不大于 0。")


class JobRoutes:
    """The functions that answer requests for jobs."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        desk.streams["jobs"] = lambda _: self.describe_jobs()

    def list_routes(self) -> list[Route]:
        """Every route."""
        start = "/api/jobs"
        return [
            Route(f"{start}/choices", self.get_choices),
            Route(f"{start}/list", self.get_jobs),
            Route(f"{start}/build", self.start_build, methods=["POST"]),
            Route(f"{start}/copies", self.start_copies, methods=["POST"]),
            Route(f"{start}/share", self.start_share, methods=["POST"]),
            Route(f"{start}/{{id}}/cancel", self.cancel, methods=["POST"]),
            Route(f"{start}/{{id}}/folder", self.open_folder, methods=["POST"]),
            Route(f"{start}/{{id}}/files/{{number:int}}", self.get_file),
            Route(f"{start}/{{id}}/files/{{number:int}}/sheets", self.get_sheets),
            Route(f"{start}/{{id}}/files/{{number:int}}/sides/{{side:int}}.jpg", self.get_side),
        ]

    # Reading -----------------------------------------------------------------------------------------------

    async def get_choices(self, _: Request) -> Response:
        """What can be made: `{formats, editions, papers, themes, sheets, price, currency}`."""
        return JSONResponse(await run_in_threadpool(list_choices, self.desk.workspace, active_extensions()))

    async def get_jobs(self, _: Request) -> Response:
        """The jobs of the workspace, the newest first: the data of the event `jobs`."""
        return JSONResponse(self.describe_jobs())

    def describe_jobs(self) -> list[dict[str, Any]]:
        """The jobs of the workspace that is open, the newest first, as data for the page."""
        return [describe_job(job) for job in self.desk.jobs.list_jobs(self.desk.workspace.root)]

    async def get_file(self, request: Request) -> Response:
        """A file that a job has made, for saving."""
        path = await self._require_file(request)
        return FileResponse(path, filename=path.name, headers={"Cache-Control": "no-store"})

    async def get_sheets(self, request: Request) -> Response:
        """Where pages are on sheets, in parts: `{width, height, isFolded, isOneSided, sides: [[{page, left, top, right, bottom}]]}`."""
        path, order = await self._require_file(request), self._find_job(request).assignment.order
        options = order.imposition.as_options() if isinstance(order, BuildOrder) else ImpositionOptions()
        single = path.with_name(path.name.replace(f".{options.file_suffix}.", ".")) if options.imposes else path
        if single == path or not await run_in_threadpool(self.desk.workspace.is_own, single):
            raise HTTPException(404)
        return JSONResponse(await run_in_threadpool(describe_sheets, single, options))

    async def get_side(self, request: Request) -> Response:
        """A side of a sheet, from 0, as an image of a `width` in px."""
        path = await self._require_file(request)
        width = request.query_params.get("width", "")[:5]
        try:
            image = await run_in_threadpool(draw_side, path, request.path_params["side"], int(width) if width.isdecimal() else USUAL_WIDTH)
        except (IndexError, ValueError):
            raise HTTPException(404) from None
        return Response(image, media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    # Working -----------------------------------------------------------------------------------------------

    async def start_build(self, request: Request) -> Response:
        """Make files of documents: a BuildOrder; answers `{id}`."""
        order = await read_json(request, BuildOrder)
        self.desk.require_writable()
        await run_in_threadpool(self._check_build, order)
        return self._start(order, OUTPUT)

    async def start_copies(self, request: Request) -> Response:
        """Make a copy for each name on a list: a CopiesOrder, whose `list_data` is base64; answers `{id}`."""
        order = await read_json(request, CopiesOrder, LIST_LIMIT)
        self.desk.require_writable()
        require_choice(order.names, self.desk.hub.documents.entries)
        require_choice(order.formats, list_formats())
        await run_in_threadpool(self._check_looks, order.paper, order.theme)
        if not order.formats or len(order.list_data) > limits.LIST_BYTES.value:
            raise Refused(NOTHING if not order.formats else LIST_TOO_LARGE, None if not order.formats else limits.LIST_BYTES.hint)
        return self._start(order, f"{OUTPUT}/{FOLDER}")

    async def start_share(self, request: Request) -> Response:
        """Bring the site of all handouts up to date: a ShareOrder; answers `{id}`."""
        order = await read_json(request, ShareOrder)
        self.desk.require_writable()
        return self._start(order, f"{OUTPUT}/{SHARE_FOLDER}")

    async def cancel(self, request: Request) -> Response:
        """End a job."""
        self.desk.require_writable()
        self.desk.jobs.cancel(self._find_job(request))
        return JSONResponse({})

    async def open_folder(self, request: Request) -> Response:
        """Show the folder of what a job has made in the program of the system for that."""
        if not self.desk.is_local:
            raise Refused(NOT_HERE, status=403)
        job = self._find_job(request)
        if not isinstance(job.end, Finished):
            raise HTTPException(404)
        folder = Path(job.end.folder)
        if not self.desk.workspace.contains(folder) or not folder.is_dir():
            raise Refused(GONE, MAKE_AGAIN, status=404)
        if await run_in_threadpool(click.launch, str(folder)):
            raise Refused(NO_PROGRAM, ITS_PLACE, status=501, path=folder)
        return JSONResponse({})

    def _start(self, order: Order, folder: str) -> Response:
        """Start a job that writes into a folder of the workspace."""
        workspace = self.desk.workspace
        refused = workspace.refuse_folder(folder)
        if refused:
            raise refused
        assignment = Assignment(str(workspace.root), workspace.allow_remote, is_chinese_locale(), order)
        job = self.desk.jobs.add_job(assignment, self.desk.hub.notify_clients)
        return JSONResponse({"id": job.id})

    def _check_build(self, order: BuildOrder) -> None:
        """Raise Refused for an order that names what does not exist."""
        imposition = order.imposition
        require_choice(order.names, self.desk.hub.documents.entries)
        require_choice(order.formats, list_offered_writers())
        self._check_looks(order.paper, order.theme)
        require_choice((imposition.sheet,), SHEETS)
        if not order.formats:
            raise Refused(NOTHING)
        numbers = {"copies": order.copies, "price": order.price, "binding": imposition.binding}
        if imposition.nup not in NUPS or order.copies < 1 or not all(0 <= number <= MOST[name] for name, number in numbers.items()):
            raise Refused(TOO_LARGE)

    def _check_looks(self, paper: str, theme: str) -> None:
        require_choice(filter(None, (paper,)), list_papers(self.desk.workspace))
        require_choice(filter(None, (theme,)), list_themes(self.desk.workspace))

    def _find_job(self, request: Request) -> OutputJob:
        job = self.desk.jobs.find_job(request.path_params["id"])
        if job is None or job.root != self.desk.workspace.root:
            raise HTTPException(404)
        return job

    async def _require_file(self, request: Request) -> Path:
        """The file that a request names. Raises Refused where it is not there any more."""
        path = self._find_file(self._find_job(request), request.path_params["number"])
        if not await run_in_threadpool(self.desk.workspace.is_own, path):
            raise Refused(GONE, MAKE_AGAIN, status=404)
        return path

    def _find_file(self, job: OutputJob, number: int) -> Path:
        if not isinstance(job.end, Finished) or number >= len(job.end.files):
            raise HTTPException(404)
        return Path(job.end.files[number].path)


def describe_sheets(path: Path, options: ImpositionOptions) -> dict[str, Any]:
    """Where the pages of a PDF are on sheets."""
    plan = plan_file(path.read_bytes(), options)

    def tell_box(box: tuple[float, float, float, float]) -> dict[str, float]:
        left, low, right, high = box
        return {"left": left / plan.width, "top": 1 - high / plan.height, "right": 1 - right / plan.width, "bottom": low / plan.height}

    sides = [[{"page": place.page + 1, **tell_box(place.clip_box)} for place in side] for side in plan.sides]
    return {"width": plan.width, "height": plan.height, "isFolded": plan.folded, "isOneSided": options.one_sided, "sides": sides}


def draw_side(path: Path, side: int, width: int) -> bytes:
    """A side of a sheet as an image."""
    return render_page_image(path.read_bytes(), side, width)


def require_choice(names: Iterable[str], known: Iterable[str]) -> None:
    """Raise Refused for a name that is not among those known."""
    for name in names:
        if name not in known:
            raise Refused(UNKNOWN, RELOAD, status=404, name=name[:80])


def describe_job(job: OutputJob) -> dict[str, Any]:
    """A job as data for the page, in the language of the request."""
    progress, end, order = job.progress, job.end, job.assignment.order
    facts: dict[str, Any] = {
        "id": job.id,
        "kind": type(order).__struct_config__.tag,
        "order": {name: value for name, value in msgspec.to_builtins(order).items() if name != "list_data"},
        "state": job.state,
        "done": progress.done,
        "total": progress.total,
        "name": progress.name,
        "began": int(job.began * 1000),
        "seconds": round(job.seconds, 1),
    }
    if isinstance(end, Stopped):
        facts |= {"message": end.message.localize(), "hint": end.hint.localize() if end.hint else ""}
    if isinstance(end, Finished):
        facts |= describe_end(end)
        if isinstance(order, BuildOrder):
            facts["costs"] = describe_costs(order, end)
    return facts


def describe_end(end: Finished) -> dict[str, Any]:
    """What a job has made."""
    files = [{"name": Path(one.path).name, "size": one.size, "pages": one.pages, "isFresh": one.is_fresh} for one in end.files]
    problems = [diagnostic_payload(one) for one in diagnostics_of(end.diagnostics) if not one.is_style]
    return {"files": files, "folder": end.folder, "problems": problems, "notes": [note.localize() for note in end.notes]}


def describe_costs(order: BuildOrder, end: Finished) -> list[dict[str, Any]]:
    """The sheets of each file that is to be printed, and what they cost."""
    files = ((Path(one.path), one.pages) for one in end.files)
    costs = estimate_costs(files, order.imposition.as_options(), order.copies, end.price)
    return [{"name": one.path.name, "sheets": one.sheets, "all": one.all_sheets, "cost": one.cost, "total": one.total} for one in costs]
