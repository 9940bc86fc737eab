"""Keep the key of the seal: make one, name what an HSM holds, list them, retire one."""

import datetime as dt
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from approvals.sealing import keys
from approvals.sealing.algorithms import ALGORITHMS, DEFAULT


class Command(BaseCommand):
    help = "Keys of the server's seal: `new`, `list`, `retire`."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        new = verbs.add_parser("new", help="make a key in SEAL_KEY_FILE; the one before is retired")
        new.add_argument("--public", type=Path, metavar="PEM", help="of the key in an HSM instead")
        new.add_argument("--since", type=_day, help="of the first key: a day in the past")
        verbs.add_parser("list", help="every key that ever sealed here")
        retire = verbs.add_parser("retire", help="let a key seal no more; its seals stay good")
        retire.add_argument("name", help="its fingerprint, or how that begins")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["verb"] == "new":
            self.new(options["public"], options["since"])
        elif options["verb"] == "retire":
            keys.retire(self.named(options["name"].replace(" ", "")), timezone.now())
        for key in keys.known().values():
            until = f"{key.until:%Y-%m-%d}" if key.until else "now"
            self.stdout.write(f"{key.fingerprint}\n  {key.algorithm}, {key.since:%Y-%m-%d}–{until}")
            if key.follows:
                self.stdout.write(f"  vouched for by {key.follows}")

    def new(self, public_file: Path | None, since: dt.datetime | None) -> None:
        """Put a key on the list and retire the one before it."""
        if public_file is None and not settings.SEAL_KEY_FILE:
            raise CommandError("Say in SEAL_KEY_FILE where the key is kept, or give --public.")
        before = keys.current()
        if since and (before or since > timezone.now()):
            raise CommandError("A key seals from now on, and the one before it did until now.")
        pem = None if public_file else ALGORITHMS[DEFAULT].make()
        public = _public_of(public_file) if public_file else ALGORITHMS[DEFAULT].public(pem or b"")
        Path(settings.SEAL_PUBLIC_KEYS).parent.mkdir(parents=True, exist_ok=True)
        # While the key before it can still vouch for it.
        added = keys.add(public, since or timezone.now())
        if pem is not None:
            self.put(pem, before)
        if before is not None and not added.vouched_by:
            self.stderr.write(
                "The key before it could not sign: nothing vouches for this one. Print its"
                " fingerprint and give it to whoever has the old one."
            )

    def put(self, pem: bytes, before: keys.PublicKey | None) -> None:
        """Write a new private key that only its owner reads; the old one stands beside it."""
        file = Path(settings.SEAL_KEY_FILE)
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            file.rename(file.with_name(f"{file.name}.{before.name[:16] if before else 'before'}"))
        half = file.with_suffix(".new")
        half.unlink(missing_ok=True)
        half.touch(mode=0o600)
        half.write_bytes(pem)
        half.chmod(keys.ONLY_ITS_OWNER_READS)
        half.rename(file)

    def named(self, name: str) -> keys.PublicKey:
        found = [key for key in keys.known().values() if name and key.name.startswith(name)]
        if len(found) != 1 or found[0].until is not None:
            raise CommandError(f"There is no living key {name}, or more than one.")
        return found[0]


def _day(said: str) -> dt.datetime:
    return dt.datetime.fromisoformat(said).replace(tzinfo=dt.UTC)


def _public_of(file: Path) -> bytes:
    try:
        key = load_pem_public_key(file.read_bytes())
        return key.public_bytes(Encoding.Raw, PublicFormat.Raw)
    except (OSError, ValueError) as error:
        raise CommandError(f"{file}: {error}") from error
