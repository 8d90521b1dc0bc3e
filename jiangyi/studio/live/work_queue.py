"""The tasks that are due in the preview, most urgent first."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import Enum, auto


class TaskKind(Enum):
    """What a task does."""

    LAY_OUT = auto()
    """Lay out the pages of a document."""
    WRITE_EPUB = auto()
    """Write the e-book of a document that is laid out."""
    CHECK = auto()
    """Read and check a handout."""
    COMPARE = auto()
    """Run the checks that compare handouts with each other."""


@dataclass(frozen=True)
class Task:
    """A piece of work. The comparison of all handouts has an empty name."""

    kind: TaskKind
    name: str = ""
    """The document, by its path in content/."""


class WorkQueue:
    """A set of tasks, ordered by urgency.

    Documents that a browser shows come first: the pages of each, then the e-books. Then all changed handouts are checked, and compared
    when none is left. Documents that no browser shows are not laid out; their tasks wait.
    """

    def __init__(self) -> None:
        self._due: dict[TaskKind, set[str]] = {kind: set() for kind in TaskKind}

    def add(self, kind: TaskKind, names: Iterable[str] = ("",)) -> None:
        """Add a task for each name; one that is due already is not added again."""
        self._due[kind].update(names)

    def remove(self, task: Task) -> None:
        """Remove a task, if it is due."""
        self._due[task.kind].discard(task.name)

    def retain(self, names: Collection[str]) -> None:
        """Remove the tasks of documents that are not among these names."""
        for kind in (TaskKind.LAY_OUT, TaskKind.WRITE_EPUB, TaskKind.CHECK):
            self._due[kind].intersection_update(names)

    def is_due(self, kind: TaskKind, name: str) -> bool:
        """True if a task is in the queue."""
        return name in self._due[kind]

    def count_due(self, kind: TaskKind) -> int:
        """The number of tasks of a kind."""
        return len(self._due[kind])

    def find_next(self, open_documents: Iterable[str]) -> Task | None:
        """The most urgent task, which stays in the queue; None if there is none. `open_documents` are those that browsers show."""
        names = tuple(open_documents)
        for kind in (TaskKind.LAY_OUT, TaskKind.WRITE_EPUB):
            for name in names:
                if name in self._due[kind]:
                    return Task(kind, name)
        for kind in (TaskKind.CHECK, TaskKind.COMPARE):
            if self._due[kind]:
                return Task(kind, min(self._due[kind], key=lambda name: name.split("/")))
        return None
