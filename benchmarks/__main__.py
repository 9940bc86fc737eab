"""Run benchmarks on servers of their own: python -m benchmarks run [--only …] [--rounds 15]."""

import os
import sys

from django.core.management import execute_from_command_line

from config.local.servers import Servers


def main(arguments: list[str]) -> None:
    """Start the servers, run the command, stop the servers."""
    with Servers("bench").running() as environment:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", **environment}
        execute_from_command_line(["benchmarks", *arguments])


main(sys.argv[1:])
