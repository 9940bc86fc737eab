"""Let an authority outside attest when a seal was there (RFC 3161), where one is named."""

import datetime as dt
import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import urllib3
from cryptography.x509 import load_pem_x509_certificates
from django.conf import settings
from rfc3161_client import (
    HashAlgorithm,
    PKIStatus,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from approvals.models import Seal, TimeStamp
from tenants.models import Tenant
from tenants.scope import tenant_scope
from tenants.scope.queue import after_commit, tenant_task

SECONDS: Final = 10
AT_ONCE: Final = 200
GRANTED: Final = (PKIStatus.GRANTED, PKIStatus.GRANTED_WITH_MODS)
HEADERS: Final = {"Content-Type": "application/timestamp-query"}

logger = logging.getLogger(__name__)


class CannotStamp(Exception):
    """The authority gave no answer, or one that is not about the seal."""


def is_on() -> bool:
    """Tell whether seals are time-stamped here."""
    return bool(settings.TSA_URL)


@tenant_task(scope=False)
def stamp_seal(tenant_id: str, seal_id: str) -> None:
    """Have a seal stamped, unless it is; no transaction is open while the authority answers."""
    tenant = Tenant.objects.get(pk=UUID(tenant_id))
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        seal = Seal.objects.filter(stamps=None).one_or_none(pk=UUID(seal_id))
    if seal is None or not is_on():
        return
    try:
        token = _asked(seal)
        at = attested_at(seal, token)
    except CannotStamp as error:
        logger.warning("no time stamp, the next sweep asks again: %s", error)
        return
    with tenant_scope(tenant.pk, time_zone=tenant.time_zone):
        stamp = TimeStamp(seal=seal, at=at, token=token)
        TimeStamp.objects.bulk_create([stamp], ignore_conflicts=True)


def stamp_what_waits() -> int:
    """Queue the seals that have no time stamp yet; return how many."""
    if not is_on():
        return 0
    waiting = Seal.objects.filter(stamps=None).order_by("pk").values_list("pk", flat=True)
    pks = list(waiting[:AT_ONCE])
    for pk in pks:
        after_commit(stamp_seal, pk)
    return len(pks)


def attested_at(seal: Seal, token: bytes) -> dt.datetime:
    """Return when the authority saw this very seal; raises CannotStamp for any other token."""
    answer = _read(token)
    info = answer.tst_info
    if info.message_imprint.message != hashlib.sha256(_bytes_of(seal)).digest():
        raise CannotStamp("it is of something else")
    if settings.TSA_CA_FILE:
        _check_issuer(answer, seal)
    moment: dt.datetime = info.gen_time
    return moment


def faults(seal: Seal) -> Iterator[str]:
    """Say what is wrong with the time stamp of a seal, if it has one."""
    for stamp in seal.stamps.all():
        try:
            if attested_at(seal, bytes(stamp.token)) != stamp.at:
                yield "its time is not what the token says"
        except CannotStamp as error:
            yield str(error)


def _asked(seal: Seal) -> bytes:
    request = TimestampRequestBuilder(
        data=_bytes_of(seal), hash_algorithm=HashAlgorithm.SHA256
    ).build()
    try:
        answer = urllib3.request(
            "POST",
            settings.TSA_URL,
            body=request.as_bytes(),
            headers=HEADERS,
            timeout=SECONDS,
            retries=False,
            redirect=False,
        )
    except urllib3.exceptions.HTTPError as error:
        raise CannotStamp(str(error)) from error
    if answer.status != 200:
        raise CannotStamp(f"the authority answers {answer.status}")
    if _read(answer.data).tst_info.nonce != request.nonce:
        raise CannotStamp("it answers another request")
    return answer.data


def _read(token: bytes) -> TimeStampResponse:
    try:
        answer = decode_timestamp_response(token)
        if PKIStatus(answer.status) in GRANTED:
            return answer
    except ValueError as error:
        raise CannotStamp(str(error)) from error
    raise CannotStamp(f"refused: {answer.status_string}")


def _check_issuer(answer: TimeStampResponse, seal: Seal) -> None:
    """Check that a certificate of ours signed it."""
    builder = VerifierBuilder()
    for certificate in load_pem_x509_certificates(Path(settings.TSA_CA_FILE).read_bytes()):
        builder = builder.add_root_certificate(certificate)
    try:
        builder.build().verify_message(answer, _bytes_of(seal))
    except VerificationError as error:
        raise CannotStamp(str(error)) from error


def _bytes_of(seal: Seal) -> bytes:
    return bytes(seal.payload) + bytes(seal.value)
