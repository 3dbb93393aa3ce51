"""Stands in for uv and for the Python of .venv: writes down how it was called, and does as FAKE_… asks.

A script of its own that imports next to nothing, because the tests start it hundreds of times.
"""

import os
import sys


def main():
    name, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
    note(name, arguments)
    if "install" in arguments:
        wait_for(os.environ.get("FAKE_WAITS_FOR"))
    fails = os.environ.get("FAKE_FAILS")
    if fails and fails in " ".join(arguments):
        sys.exit(os.environ.get("FAKE_OUTPUT", "het ging mis"))
    if name == "uv" and "venv" in arguments:
        make_venv(arguments[-1])
    if "compile" in arguments:
        with open(arguments[-1], "w") as lock:
            lock.write(os.environ.get("FAKE_LOCK", "") + "pakket==1.0 --hash=sha256:{}\n".format("0" * 64))


def note(name, arguments):
    stamped = os.path.exists(".venv/.portal-stamp")
    call = {"name": name, "arguments": arguments, "env": dict(os.environ), "stamped": stamped}
    with open(os.environ["FAKE_LOG"], "a") as log:
        log.write(f"{call!r}\n")


def wait_for(path):
    if path:
        import time

        with open(path + ".waiting", "w"):
            pass
        while not os.path.exists(path):
            time.sleep(0.01)


def make_venv(folder):
    """Empty, as --clear asks: without the stamp."""
    os.makedirs(folder + "/bin", exist_ok=True)
    for old in ("/.portal-stamp", "/bin/python"):
        if os.path.lexists(folder + old):
            os.remove(folder + old)
    os.symlink(os.path.realpath(sys.argv[0]), folder + "/bin/python")


if __name__ == "__main__":
    main()
