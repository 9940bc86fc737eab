"""Run a PostgreSQL cluster of our own from the wheel's programs."""

import contextlib
import os
import shutil
import signal
import subprocess

import psycopg

from config.local.places import Places, server_user
from config.local.ports import keep_port
from config.local.processes import Process, command_line, wait_until

# Trigrams of Chinese need a UTF-8 ctype; the builtin provider is the same on every machine.
INITDB = (
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--lc-ctype=C.UTF-8",
    "--auth=scram-sha-256",
    "--username=postgres",
    "--no-instructions",
)
DURABLE: dict[str, str] = {}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
START_ATTEMPTS = 40  # children of a killed server hold its memory for a second or two


class Postgres:
    """The database server of one instance."""

    def __init__(self, places: Places, password: str, options: dict[str, str]) -> None:
        self.places = places
        self.password = password
        self.options = options
        self.process = Process(
            places.home / "postgres.pid", mark=str(places.cluster), stop_with=signal.SIGINT
        )

    def up(self) -> int:
        """Start the server, or take over the one a killed run left; return its port."""
        self.make_cluster()
        self.find_lost_server()
        port = keep_port(
            f"{self.places.instance}.postgres", is_running=bool(self.process.members())
        )
        for _ in range(START_ATTEMPTS):
            if not self.process.members():
                self.launch(port)
            if wait_until(lambda: self.answers(port) or not self.process.members(), 60):
                if self.answers(port):
                    return port
                wait_until(lambda: False, 0.25)
        raise SystemExit(f"PostgreSQL does not start; {self.places.home}/postgres.log says why.")

    def make_cluster(self) -> None:
        """Make the cluster aside and move it in place, so that half a cluster is never used."""
        cluster = self.places.cluster
        if cluster.exists():
            return
        user = server_user()
        half = cluster.with_name("postgres.new")
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        secret = half.with_name("password")
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if user:
            os.chown(half, user.pw_uid, user.pw_gid)
            os.chown(secret, user.pw_uid, user.pw_gid)
        initdb = [str(self.places.binaries / "initdb"), *INITDB, f"--pwfile={secret}"]
        made = subprocess.run(
            [*initdb, "-D", str(half)],
            check=False,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        secret.unlink()
        if made.returncode:
            raise SystemExit(f"The database could not be made in {cluster.parent}; see above.")
        half.rename(cluster)

    def find_lost_server(self) -> None:
        """Know a running server of ours again, and forget one whose number a stranger has now."""
        lock = self.places.cluster / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(lock.read_text().split()[0])
            shown = command_line(pid)
            if self.process.mark in shown:
                self.process.pid_file.write_text(str(pid))
            elif shown:
                lock.unlink()  # PostgreSQL would take the stranger for a server

    def launch(self, port: int) -> None:
        """Start the server process; it may end at once while an old one's children still live."""
        settings = {
            "port": str(port),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            **self.options,
        }
        argv = [str(self.places.binaries / "postgres"), "-D", str(self.places.cluster)]
        for name, value in settings.items():
            argv += ["-c", f"{name}={value}"]
        self.process.start(argv, user=server_user(), log=self.places.home / "postgres.log")

    def answers(self, port: int) -> bool:
        """Return whether the server lets us in."""
        try:
            psycopg.connect(self.url("postgres", "postgres", port), connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise SystemExit(
                    f"{self.places.home}/secret does not fit the database; run make demo-reset."
                ) from error
            return False
        return True

    def url(self, role: str, database: str, port: int) -> str:
        """Return where this role finds this database."""
        return f"postgres://{role}:{self.password}@127.0.0.1:{port}/{database}"

    def down(self) -> None:
        """Stop the server; open connections end."""
        self.process.stop()
