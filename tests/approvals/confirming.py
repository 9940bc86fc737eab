"""How somebody confirms a signature by the page to decide."""

from django.http import HttpResponse
from django.test import Client

from approvals.models import Round, Signature
from approvals.rounds import identity
from tenants.models import Member
from tenants.scope import new_id
from tests.approvals.conftest import Office, step_of

ASK_PASSKEY = "/t/acme/signing/passkey/"

ASK_PROVIDER = "/t/acme/signing/provider/"


def page_of(round: Round) -> str:
    revision = round.revision
    return f"/t/acme/documents/{revision.document.number}/revisions/{revision.n}/decide/"


def sign(client: Client, round: Round, **said: str) -> HttpResponse:
    data = {"decision": "sign", "key": str(new_id()), "comment": "Train them first", **said}
    answer: HttpResponse = client.post(page_of(round), data)  # type: ignore[assignment]
    return answer


def signature_of(member: Member) -> Signature | None:
    return Signature.objects.filter(signer=member, step__isnull=False).first()


def demand_two_factors(office: Office) -> None:
    office.procedure.signing = "two_factors"
    office.procedure.save()


def bound_to(round: Round, member: Member) -> str:
    return identity.binding(step_of(round, member).pk, round.manifest_sha256)


def ask(client: Client, what: str) -> str:
    question: str = client.post(ASK_PASSKEY, {"bound_to": what}).json()["question"]
    return question
