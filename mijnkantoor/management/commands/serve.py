"""`manage.py serve`: brings the portal up to date, then runs the web server and the worker until it is stopped."""

import errno
import signal
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from mijnkantoor.serving import preparation
from mijnkantoor.serving.address import bind_error, url
from mijnkantoor.serving.processes import Processes, web_command, worker_command


class Command(BaseCommand):
    help = "Start het portaal: webserver en achtergrondtaken op één adres."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1", help="het adres waarop het portaal luistert")
        parser.add_argument("--port", type=int, default=8000, help="de poort waarop het portaal luistert")
        parser.add_argument("--demo", action="store_true", help="vul een leeg kantoor met voorbeelden")

    def handle(self, *, host, port, demo, **options):
        # A stop asked during the preparation: roll back what was busy and leave in peace.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: sys.exit(0))
        refuse_unusable_address(host, port)
        self._prepare(demo)
        with Processes({"De webserver": web_command(host, port), "De worker": worker_command()}) as processes:
            if processes.wait_for_answer(host, port):
                self._welcome(host, port, demo)
                processes.wait_for_stop()
        self.stdout.write("Het portaal is gestopt.")

    def _prepare(self, demo):
        preparation.make_var_dir()
        preparation.update_database()
        preparation.collect_static_files()
        if demo:
            preparation.fill_with_demo()
        connections.close_all()

    def _welcome(self, host, port, demo):
        self.stdout.write(f"\nMijn Kantoor staat klaar op {url(host, port)}")
        if demo:
            from mijnkantoor.demo.logins import print_logins

            print_logins(self.stdout)
        self.stdout.write("Stoppen: Ctrl-C.")
        self.stdout.flush()


def refuse_unusable_address(host, port):
    error = bind_error(host, port)
    if error is None:
        return
    if error.errno == errno.EADDRINUSE:
        raise CommandError(f"Poort {port} is al in gebruik; kies een andere met --port.")
    raise CommandError(f"Op adres {host}, poort {port}, kan het portaal niet luisteren ({error.strerror}).")
