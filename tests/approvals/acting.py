"""Act on documents as people do: by the pages of the controller and of those who decide."""

import pypdfium2
from django.test import Client

from approvals.models import Round
from approvals.periodic import spread_what_is_new
from approvals.tasks import tell_readers
from documents import files
from documents.models import Document
from documents.register import search
from tenants.models import Member, Notice
from tests.approvals.conftest import Office
from tests.world import PASSWORD, signed_in

WHY = "The escape route is blocked"


def page(document: Document, tail: str = "") -> str:
    return f"/t/acme/documents/{document.number}/{tail}"


def ask(cora: Member, document: Document, act: str, **more: object) -> Client:
    client = signed_in(cora)
    answer = client.post(page(document, f"{act}/"), {"reason": WHY, **more})
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()
    return client


def decide(member: Member, document: Document, decision: str = "sign", **more: str) -> None:
    """Decide as one does on the page of the step."""
    data = {"decision": decision, "key": "", **more}
    shown = signed_in(member).get(page(document, f"revisions/{document.in_force.n}/decide/"))
    form = shown.context["forms"][decision]
    data["key"] = str(form["key"].value())
    if decision == "sign":
        data["password"] = PASSWORD
    answer = signed_in(member).post(
        page(document, f"revisions/{document.in_force.n}/decide/"), data
    )
    assert answer.status_code == 302, answer.content.decode()
    document.refresh_from_db()


def sign_all(office: Office, document: Document) -> None:
    for member in (office.ravi, office.lena, office.leo):
        decide(member, document)


def newest(document: Document) -> Round:
    return Round.objects.filter(revision__document=document).latest("number")


def hear(document: Document) -> None:
    """Let the worker tell the readers, as often as it likes."""
    assert spread_what_is_new() == 1
    for _time in range(2):
        tell_readers(str(newest(document).pk))
    assert spread_what_is_new() == 0


def told(member: Member) -> set[str]:
    return set(Notice.objects.filter(recipient=member).values_list("kind", flat=True))


def finds_text(document: Document) -> bool:
    return Document.objects.filter(search.matching("who approves what"), pk=document.pk).exists()


def body_pdf_of(document: Document) -> bytes:
    return files.read(document.in_force.renditions.get(kind="body").file)


def words_on(answer: object) -> int:
    """Count the pages that say the document is withdrawn."""
    pdf = pypdfium2.PdfDocument(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    texts = [each.get_textpage().get_text_bounded() for each in pdf]
    return sum("停用" in text for text in texts)
