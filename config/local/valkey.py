"""Run a Valkey server of our own from the wheel's program."""

import redis

from config.local.places import Places
from config.local.ports import keep_port
from config.local.processes import Process, wait_until

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
appendonly {durable}
save ""
maxmemory-policy noeviction
set-proc-title no
"""


class Valkey:
    """The broker of one instance."""

    def __init__(self, places: Places, password: str, *, durable: bool) -> None:
        self.places = places
        self.password = password
        self.durable = durable
        self.config = places.home / "valkey.conf"
        self.process = Process(places.home / "valkey.pid", mark=str(self.config))

    def up(self) -> int:
        """Start the server, or take over the one a killed run left; return its port."""
        is_running = bool(self.process.members())
        port = keep_port(f"{self.places.instance}.valkey", is_running=is_running)
        if not is_running:
            folder = self.places.home / "valkey"
            folder.mkdir(exist_ok=True)
            self.config.touch(mode=0o600)
            durable = "yes" if self.durable else "no"
            self.config.write_text(
                CONFIG.format(port=port, password=self.password, folder=folder, durable=durable)
            )
            argv = [str(self.places.valkey), str(self.config)]
            self.process.start(argv, log=self.places.home / "valkey.log")
        if not wait_until(lambda: self.answers(port), 20):
            raise SystemExit(f"Valkey does not start; {self.places.home}/valkey.log says why.")
        return port

    def answers(self, port: int) -> bool:
        """Return whether the server lets us in."""
        try:
            return bool(redis.Redis.from_url(self.url(port), socket_timeout=2).ping())
        except redis.RedisError:
            return False

    def url(self, port: int) -> str:
        """Return where the broker is found."""
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def down(self) -> None:
        """Stop the server."""
        self.process.stop()
