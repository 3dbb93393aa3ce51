#!/usr/bin/env python3
"""Django's command line for Mijn Kantoor."""

import os
import sys


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mijnkantoor.settings")
    from django.core.management import execute_from_command_line

    from mijnkantoor.environment import WrongSetting

    try:
        execute_from_command_line(sys.argv)
    except WrongSetting as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
