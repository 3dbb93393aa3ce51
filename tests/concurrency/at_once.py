"""Several people at once, for real: a thread and a connection for each, and a moment at which all are halfway."""

import threading
import time

from django.db import connection, transaction

from activiteitenlog.models import LogKop

LIMIT = 60  # seconds before a test gives up; nothing is judged by how long it takes


class Worker(threading.Thread):
    """Does one job on its own connection and keeps what came of it: a value, or what it raised."""

    def __init__(self, job, barrier=None):
        super().__init__(daemon=True)
        self.job, self.barrier, self.outcome, self.pid = job, barrier, None, None
        self.connected = threading.Event()

    def run(self):
        try:
            connection.ensure_connection()
            self.pid = connection.connection.info.backend_pid
            self.connected.set()
            if self.barrier is not None:
                self.barrier.wait(LIMIT)
            self.outcome = self.job()
        except Exception as error:
            self.outcome = error
        finally:
            self.connected.set()
            connection.close()


def at_once(*jobs, held=None):
    """What came of each job, when all were halfway before any could finish.

    `held`, or else the head of the log, is locked here. Each job starts when the one before it waits for a lock or is
    done; then the row is let go. As every change ends with the log, by then every job that saw no reason to wait for
    another has done its checks and its writes. So who forgets a lock fails here always, and not now and then.
    """
    held = held or LogKop.objects.get_or_create(pk=LogKop.PK)[0]
    workers = [Worker(job) for job in jobs]
    with transaction.atomic():
        type(held).objects.select_for_update().get(pk=held.pk)
        for number, worker in enumerate(workers, start=1):
            worker.start()
            _wait_until_stuck(workers[:number])
    return _outcomes(workers)


def free_running(*jobs):
    """What came of each job, when all start at the same moment and nobody holds them."""
    barrier = threading.Barrier(len(jobs))
    workers = [Worker(job, barrier) for job in jobs]
    for worker in workers:
        worker.start()
    return _outcomes(workers)


def _wait_until_stuck(workers):
    """Until each worker waits for a lock or is done."""
    deadline = time.monotonic() + LIMIT
    for worker in workers:
        worker.connected.wait(LIMIT)
    while time.monotonic() < deadline:
        waiting = _waiting()
        if all(worker.pid in waiting or not worker.is_alive() for worker in workers):
            return
        time.sleep(0.005)
    raise AssertionError("De ene taak wacht niet op een slot en komt ook niet klaar.")


def _waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_locks WHERE NOT granted")
        return {pid for (pid,) in cursor.fetchall()}


def _outcomes(workers):
    for worker in workers:
        worker.join(LIMIT)
    assert not any(worker.is_alive() for worker in workers), "Een taak komt niet klaar."
    return [worker.outcome for worker in workers]
