"""The application of the studio: the routes of its features behind the checks of every request."""

import socket
from typing import Protocol

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route

from jiangyi.core import SystemFailure
from jiangyi.project import FileRefused
from jiangyi.studio.access_control import ChangeCheck, FailureReport, HostCheck, SecurityHeaders, SiteCheck
from jiangyi.studio.checking.check_routes import CheckRoutes
from jiangyi.studio.desk import Desk
from jiangyi.studio.editing.editing_routes import EditingRoutes
from jiangyi.studio.entrance import TokenCheck
from jiangyi.studio.folder_routes import FolderCheck, FolderRoutes
from jiangyi.studio.forms.form_routes import FormRoutes
from jiangyi.studio.handouts.handout_routes import HandoutRoutes
from jiangyi.studio.intake.intake_routes import IntakeRoutes
from jiangyi.studio.jobs.job_routes import JobRoutes
from jiangyi.studio.live_routes import LiveRoutes
from jiangyi.studio.page_routes import PageRoutes
from jiangyi.studio.reader_language import LanguageChoice
from jiangyi.studio.refusals import Refused, answer_file_refusal, answer_refusal, answer_system_failure
from jiangyi.studio.share_routes import ShareRoutes
from jiangyi.studio.sources.source_routes import SourceRoutes


class Feature(Protocol):
    """A part of the application: the functions that answer its requests."""

    def __init__(self, desk: Desk) -> None: ...

    def list_routes(self) -> list[Route]:
        """Every route."""


FEATURES: tuple[type[Feature], ...] = (
    PageRoutes,
    LiveRoutes,
    ShareRoutes,
    FolderRoutes,
    HandoutRoutes,
    SourceRoutes,
    FormRoutes,
    EditingRoutes,
    CheckRoutes,
    IntakeRoutes,
    JobRoutes,
)
"""Every part of the application."""


ANSWERS = {Refused: answer_refusal, FileRefused: answer_file_refusal, SystemFailure: answer_system_failure}
"""The answers to requests that cannot be met, by their exceptions."""


def create_application(desk: Desk) -> Starlette:
    """The application of the server. It answers requests for its host, for the names of this machine, and for numeric addresses."""
    names = (desk.host, socket.gethostname(), f"{socket.gethostname()}.local")
    checks = [
        Middleware(SecurityHeaders),
        Middleware(FailureReport),
        Middleware(HostCheck, names=names),
        Middleware(SiteCheck),
        Middleware(ChangeCheck),
        Middleware(LanguageChoice),
        Middleware(TokenCheck, token=desk.token),
        Middleware(FolderCheck, desk=desk),
    ]
    routes = [route for feature in FEATURES for route in feature(desk).list_routes()]
    application = Starlette(routes=routes, middleware=checks, exception_handlers=ANSWERS)
    application.router.redirect_slashes = False  # the address would be made of what the request says
    return application
