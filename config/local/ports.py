"""Keep the ports of local servers in var/ports, so that they stay the same from run to run."""

import fcntl
import json
import socket

from config.local.places import VAR


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Return whether nobody listens on this port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def keep_port(name: str, *, is_running: bool) -> int:
    """Return the port kept under this name; another one if a stranger has taken it meanwhile."""
    with (VAR / "ports").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        try:
            ports: dict[str, int] = json.load(file)
        except ValueError:  # empty or half written
            ports = {}
        kept = ports.get(name)
        if kept is None or not (is_running or is_free(kept)):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                kept = ports[name] = probe.getsockname()[1]
            file.truncate(0)
            json.dump(ports, file)
    return kept
