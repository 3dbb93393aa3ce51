"""`python -m mijnkantoor.serving.worker`: db_worker that only tells what went wrong."""

import logging
import os

import django


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mijnkantoor.settings")
    django.setup()
    from django_tasks_db.management.commands.db_worker import Command

    class QuietWorker(Command):
        def configure_logging(self, verbosity):
            """A failed job is an error; that the worker starts, stops or takes a job is no news."""
            for name in ("django_tasks", "django_tasks_db"):
                logging.getLogger(name).setLevel(logging.ERROR)

    QuietWorker().run_from_argv(["manage.py", "db_worker", "--queue-name", "*", "--no-startup-delay", "--no-reload"])


if __name__ == "__main__":
    main()
