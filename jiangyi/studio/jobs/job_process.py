"""The process of jobs: it carries out one order after the other, and tells how far it is.

It has a session of its own, so that nothing that it makes can disturb what browsers show, and it may be ended at any moment: unfinished
files are removed. It ends with the server, and after a while without orders.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

import msgspec

from jiangyi.build import executors, open_store
from jiangyi.core import READ, Message, Session, SystemFailure, active_extensions, explain_system_errors, gc_tuning, speak
from jiangyi.project import Workspace, activate_plugins, fonts
from jiangyi.studio.jobs.builds import make_build
from jiangyi.studio.jobs.copies_jobs import make_named_copies
from jiangyi.studio.jobs.orders import Assignment, CopiesOrder, ShareOrder, Stopped, Told, fill_message
from jiangyi.studio.jobs.shares import make_share
from jiangyi.studio.refusals import CANNOT, Refused

IDLE = 180.0
"""Seconds without an order after which the process ends, because it takes memory."""
FAILED = Message("This could not be made, because of a mistake in the program: {error}", "没有做成，程序内部出错：{error}")
REPORT_IT = Message("Please try again, and report it with these words.", "请再试一次；如果还不行，请把这句话反馈给我们。")
Tell = Callable[[Told], None]


def run_orders(connection: Connection) -> None:
    """Carry out orders until there are none any more: the main function of the process."""
    executors.follow_parent()
    executors.exit_on_request()
    with suppress(EOFError, OSError):  # the server is gone
        while connection.poll(IDLE):
            order = msgspec.msgpack.decode(connection.recv_bytes(), type=Assignment)
            if not _carry_out(order, lambda told: connection.send_bytes(msgspec.msgpack.encode(told, enc_hook=str))):
                break
    connection.close()


def _carry_out(assignment: Assignment, tell: Tell) -> bool:
    """Carry out an order, and tell its end; False where the process has loaded plug-ins, which may change before the next one."""
    session = Session()
    with session.activate(), speak(chinese=assignment.is_chinese), gc_tuning.collecting_seldom():
        tell(_make(assignment, tell))
        return not active_extensions().plugins


def _make(assignment: Assignment, tell: Tell) -> Told:
    """What was made, or why nothing was."""
    place = Workspace(Path(assignment.root), assignment.allows_network)
    try:
        with explain_system_errors(READ, place.root):
            os.chdir(place.root)
        activate_plugins(place)
        open_store(place)
        fonts.prefetch()
        order = assignment.order
        if isinstance(order, ShareOrder):
            return make_share(place, order, tell)
        return make_named_copies(place, order, tell) if isinstance(order, CopiesOrder) else make_build(place, order, tell)
    except Refused as refused:
        return Stopped(fill_message(refused.message, refused.values), refused.hint and fill_message(refused.hint, refused.values))
    except SystemFailure as failure:
        return Stopped(fill_message(Message(*CANNOT), {"action": failure.action, "path": failure.path, "reason": failure.reason}))
    except executors.ExecutorUnavailable as unavailable:
        return Stopped(*unavailable.messages[:2])
    except Exception as error:  # the server goes on
        return Stopped(fill_message(FAILED, {"error": f"{type(error).__name__}: {error}"[:200]}), REPORT_IT)
