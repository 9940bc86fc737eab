"""The key of the seal: a file, or a command such as an HSM's; public keys in a list beside it.

None of it is in the database: whoever rules that can write rows, but seals nothing. The list of
public keys is only ever appended to, and says from when until when each key seals.
"""

import datetime as dt
import hashlib
import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings

from approvals.sealing.algorithms import ALGORITHMS, DEFAULT

ONLY_ITS_OWNER_READS: Final = 0o400
CLOCKS_DIFFER: Final = dt.timedelta(minutes=5)


class CannotSeal(Exception):
    """Why no seal can be made now, for who runs the installation."""


class PublicKey(NamedTuple):
    """A key that seals are checked with, for ever; its name is the SHA-256 of its bytes."""

    name: str
    algorithm: str
    public: bytes
    since: dt.datetime
    until: dt.datetime | None = None
    vouched_by: str = ""  # the key before it, which signed that this one follows
    vouch: bytes = b""

    @property
    def fingerprint(self) -> str:
        """Return the name as it is printed: in groups of four."""
        return grouped(self.name)

    @property
    def follows(self) -> str:
        """Return the fingerprint of the key that vouches for this one, and really does; or ""."""
        before = known().get(self.vouched_by)
        return before.fingerprint if before and before.fits(self.statement(), self.vouch) else ""

    def statement(self) -> bytes:
        """Return what the key before it signs: which key follows, and from when on."""
        said = {"kind": "key", "key": self.name, "algorithm": self.algorithm}
        said["since"] = self.since.isoformat()
        return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()

    def fits(self, payload: bytes, value: bytes) -> bool:
        algorithm = ALGORITHMS.get(self.algorithm)
        return algorithm is not None and algorithm.fits(self.public, payload, value)

    def may_seal_at(self, moment: dt.datetime) -> bool:
        """Tell whether it was this key's time, as far as two clocks agree."""
        return self._is_within(moment, CLOCKS_DIFFER)

    def must_seal_at(self, moment: dt.datetime) -> bool:
        """Tell whether it was this key's time, however far two clocks differ."""
        return self._is_within(moment, -CLOCKS_DIFFER)

    def _is_within(self, moment: dt.datetime, more: dt.timedelta) -> bool:
        is_over = self.until is not None and moment >= self.until + more
        return self.since - more <= moment and not is_over


def grouped(name: str) -> str:
    return " ".join(name[at : at + 4] for at in range(0, len(name), 4))


def name_of(public: bytes) -> str:
    return hashlib.sha256(public).hexdigest()


def known() -> dict[str, PublicKey]:
    """Return every key that ever sealed here, by name, the oldest first."""
    file, found = Path(settings.SEAL_PUBLIC_KEYS), dict[str, PublicKey]()
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    for said in map(json.loads, lines):
        if "until" in said:
            until = dt.datetime.fromisoformat(said["until"])
            found[said["key"]] = found[said["key"]]._replace(until=until)
            continue
        public, since = bytes.fromhex(said["public"]), dt.datetime.fromisoformat(said["since"])
        found[name_of(public)] = PublicKey(
            name_of(public),
            said["algorithm"],
            public,
            since,
            vouched_by=said.get("vouched_by", ""),
            vouch=bytes.fromhex(said.get("vouch", "")),
        )
    return found


def current(keys: dict[str, PublicKey] | None = None) -> PublicKey | None:
    """Return the key that seals now: the newest that is not retired."""
    living = [key for key in (keys or known()).values() if key.until is None]
    return living[-1] if living else None


def add(public: bytes, since: dt.datetime, algorithm: str = DEFAULT) -> PublicKey:
    """Let a key seal from now on; the one before it, if that can still sign, vouches for it."""
    key = PublicKey(name_of(public), algorithm, public, since)
    said = {"algorithm": algorithm, "public": public.hex(), "since": since.isoformat()}
    try:
        before, value = seal_with_current(key.statement())
        key = key._replace(vouched_by=before.name, vouch=value)
        said |= {"vouched_by": before.name, "vouch": value.hex()}
        retire(before, since)
    except CannotSeal:
        if (lost := current()) is not None:
            retire(lost, since)
    _append({"key": key.name, **said})
    return key


def retire(key: PublicKey, until: dt.datetime) -> None:
    """Let a key seal no more; what it sealed stays good."""
    _append({"key": key.name, "until": until.isoformat()})


def _append(said: dict[str, str]) -> None:
    with Path(settings.SEAL_PUBLIC_KEYS).open("a", encoding="utf-8") as file:
        file.write(json.dumps(said) + "\n")
        file.flush()
        os.fsync(file.fileno())


def is_on() -> bool:
    """Tell whether signatures are sealed here."""
    return bool(settings.SEAL_KEY_FILE or settings.SEAL_COMMAND)


def seal_with_current(payload: bytes) -> tuple[PublicKey, bytes]:
    """Return the key that seals now and the sealed value; raises CannotSeal.

    What was made is checked at once: a key that is not the one on the list seals nothing.
    """
    key = current()
    if key is None:
        raise CannotSeal("no key is on the list of public keys: manage.py seal_key new")
    value = _by_command(payload) if settings.SEAL_COMMAND else _by_file(key, payload)
    if not key.fits(payload, value):
        raise CannotSeal(f"what sealed is not the key {key.name}")
    return key, value


def private_key() -> bytes:
    """Return the key in the file; raises CannotSeal where anybody else could read it."""
    file = Path(settings.SEAL_KEY_FILE)
    try:
        if file.stat().st_mode & 0o777 != ONLY_ITS_OWNER_READS:
            raise CannotSeal(f"{file} must be readable by its owner alone: chmod 0400")
        return file.read_bytes()
    except OSError as error:
        raise CannotSeal(str(error)) from error


def _by_file(key: PublicKey, payload: bytes) -> bytes:
    try:
        return ALGORITHMS[key.algorithm].sign(private_key(), payload)
    except (KeyError, TypeError, ValueError) as error:
        raise CannotSeal(str(error)) from error


def _by_command(payload: bytes) -> bytes:
    try:
        done = subprocess.run(
            shlex.split(settings.SEAL_COMMAND),
            input=payload,
            capture_output=True,
            timeout=settings.SEAL_SECONDS,
            check=True,
        )
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise CannotSeal(str(error)) from error
    return done.stdout
