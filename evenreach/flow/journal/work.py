"""Works off the jobs that wait, one after the other.

A worker says every second that it lives. What a worker was doing when it was killed is taken up
again once it has said nothing for five; each job sees to it that its effect comes once.
"""

import asyncio
import os
import time
from contextlib import suppress

from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

HEARTBEAT_SECONDS = 1.0
STALLED_AFTER_SECONDS = 5.0


def run(*, once: bool = False) -> None:
    """Work until stopped, or until nothing waits; a database that is away is waited for."""
    parent = os.getppid()
    while True:
        try:
            with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
                asyncio.run(_work(once=once))
            return
        except ConnectorException:
            if once or os.getppid() != parent:
                raise
        time.sleep(HEARTBEAT_SECONDS)


async def _work(*, once: bool) -> None:
    async with app.open_async():
        await _take_up_stalled()
        watching = asyncio.create_task(_watch())
        try:
            await app.run_worker_async(
                wait=not once,
                fetch_job_polling_interval=HEARTBEAT_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_AFTER_SECONDS,
                delete_jobs="successful",
            )
        finally:
            watching.cancel()


async def _watch() -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        with suppress(ConnectorException):  # the worker itself ends when the database is away
            await _take_up_stalled()


async def _take_up_stalled() -> None:
    jobs = app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_SECONDS):
        await jobs.retry_job(job)
