"""Jobs: a row written with the change that asks for it, and a worker that carries it out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

import sqlalchemy as sa
import structlog

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import ApplicationError, Refused
from app.core.http.outage import AWAY, tell
from app.core.models import Job, JobState

if TYPE_CHECKING:
    from flask import Flask


log = structlog.get_logger(__name__)


class Named(Protocol):
    __module__: str
    __qualname__: str

    def __call__(self) -> object: ...


PeriodicTask = TypeVar("PeriodicTask", bound=Named)
Handler = Callable[["Progress", Mapping[str, Any]], Mapping[str, Any] | None]
LOST_AFTER = timedelta(minutes=15)
IDLE_SECONDS = 0.5
END_SECONDS = 10

_handlers: dict[str, Handler] = {}


def job(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of this kind. It must bear being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


class Claimed(NamedTuple):
    """The job that this worker has taken; `name` is what people and the log call it."""

    kind: str
    job_id: int
    name: str
    params: Mapping[str, Any]


class Progress:
    """What the page shows while a job runs."""

    def __init__(self, job_id: int) -> None:
        self._job_id = job_id

    def __call__(self, done: int, total: int) -> None:
        with transaction() as session:
            session.execute(sa.update(Job).where(Job.id == self._job_id).values(done=done, total=total))


def enqueue(kind: str, *, by_id: int | None, **params: Any) -> Job:
    """Queue a job, inside the transaction that causes it."""
    row = Job(kind=kind, params=params, asked_by_id=by_id, asked_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def failed() -> Sequence[Job]:
    """The jobs that failed and were not carried out again since, the oldest first."""
    return db.session.scalars(sa.select(Job).where(Job.state == JobState.FAILED).order_by(Job.id)).all()


def queue_again(public_id: str) -> bool:
    """Let a failed job run once more, inside a transaction; False where there is no such job."""
    one = sa.update(Job).where(Job.public_id == public_id, Job.state == JobState.FAILED)
    changed = one.values(state=JobState.QUEUED, started_at=None, ended_at=None, error=None).returning(Job.id)
    return db.session.scalar(changed) is not None


def run_next() -> bool:
    """Carry out the oldest waiting job; False where none waits."""
    if (claimed := _claim()) is None:
        return False
    kind, job_id, name, params = claimed
    try:
        result = _handlers[kind](Progress(job_id), params)
        _end(job_id, JobState.DONE, result=dict(result or {}))
    except Refused as refusal:
        _end(job_id, JobState.FAILED, error={"reason": refusal.verdict.reason, **refusal.verdict.params})
    except AWAY:  # nobody's fault: it is left as it is, and taken up again like the job of a worker that died
        raise
    except ApplicationError as error:
        _end(job_id, JobState.FAILED, error={"reason": str(error)})
    except Exception:
        log.exception("job failed", kind=kind, job=name)
        _end(job_id, JobState.FAILED, error={})
    return True


def run_all() -> int:
    """Carry out everything that waits; the number of jobs."""
    count = 0
    while run_next():
        count += 1
    return count


def _claim() -> Claimed | None:
    now = clock.now()
    lost = sa.and_(Job.state == JobState.RUNNING, Job.started_at < now - LOST_AFTER)
    waiting = sa.select(Job).where(sa.or_(Job.state == JobState.QUEUED, lost)).order_by(Job.id).limit(1)
    if db.session.scalar(waiting.with_only_columns(Job.id)) is None:
        db.session.rollback()
        return None
    with transaction() as session:
        # The condition stands beside the lock, so that PostgreSQL asks it again of a row that another worker let go.
        row = session.scalar(waiting.with_for_update(skip_locked=True))
        if row is None:
            return None
        row.state, row.started_at = JobState.RUNNING, now
        return Claimed(row.kind, row.id, row.public_id, row.params)


def _end(job_id: int, state: JobState, **outcome: Any) -> None:
    with transaction() as session:
        session.execute(
            sa.update(Job).where(Job.id == job_id).values(state=state, ended_at=clock.now(), **outcome)
        )


class Every:
    """A periodic task of the worker, at most once in `seconds`; `apart`: in a thread of its own."""

    def __init__(self, seconds: float, task: Named, *, apart: bool) -> None:
        self._seconds, self._task, self.apart, self._next = seconds, task, apart, 0.0

    def tick(self) -> None:
        if time.monotonic() < self._next:
            return
        self._next = time.monotonic() + self._seconds
        try:
            self._task()
        except AWAY as error:
            tell(error)
        except Exception:
            log.exception("periodic task failed", task=self._task.__qualname__)
        finally:
            db.session.rollback()


_periodic_tasks: dict[str, Every] = {}


def periodic(*, every: float, apart: bool = False) -> Callable[[PeriodicTask], PeriodicTask]:
    """Register what the worker does again each `every` seconds, in a transaction of its own where it writes.

    `apart` is for what waits for others, such as a server elsewhere: jobs and other periodic tasks go on meanwhile.
    """

    def register(function: PeriodicTask) -> PeriodicTask:
        _periodic_tasks[f"{function.__module__}.{function.__qualname__}"] = Every(
            every, function, apart=apart
        )
        return function

    return register


def run_worker(app: Flask, stop: Event) -> None:
    """Carry out jobs and periodic tasks until `stop` is set; what is under way is finished first."""
    threads = [
        Thread(target=_repeat, args=(app, stop, each), daemon=True)
        for each in _periodic_tasks.values()
        if each.apart
    ]
    for thread in threads:
        thread.start()
    while not stop.is_set():
        with app.app_context():
            busy = _run_once()
        if not busy:
            stop.wait(IDLE_SECONDS)
    for thread in threads:
        thread.join(END_SECONDS)


def _repeat(app: Flask, stop: Event, each: Every) -> None:
    while not stop.is_set():
        with app.app_context():
            each.tick()
        stop.wait(IDLE_SECONDS)


def _run_once() -> bool:
    for each in list(_periodic_tasks.values()):
        if not each.apart:
            each.tick()
    try:
        return run_next()
    except AWAY as error:
        tell(error)
        return False
    except Exception:
        log.exception("the queue of jobs could not be read")
        return False
