"""Run a management command with PostgreSQL and Valkey up: python -m config.local demo."""

import os
import signal
import sys

from django.core.management import execute_from_command_line

from config.local.servers import Servers, write_environment


def main(arguments: list[str]) -> int:
    """Start the servers, run the command, stop the servers; or forget everything for `reset`."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # an orderly end, as for Ctrl-C
    servers = Servers("demo")
    if arguments == ["reset"]:
        servers.reset()
        return 0
    try:
        with servers.running() as environment:
            write_environment(servers.places.home / "env", environment)
            os.environ |= {"DJANGO_SETTINGS_MODULE": "config.settings", **environment}
            execute_from_command_line(["manage.py", *arguments])
    except KeyboardInterrupt:
        return 130
    return 0


sys.exit(main(sys.argv[1:]))
