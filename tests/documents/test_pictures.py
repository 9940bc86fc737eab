"""Pictures of a draft: put in, shown in the text, frozen with it, taken along."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from documents import files
from documents.manifest import manifest_sha256
from documents.models import Document, Picture, Revision
from tests.library import TEXT, Library, make_draft, make_effective, picture_bytes, put_in_force
from tests.world import Cast, signed_in

SHOWN = f"{TEXT}\n![Flow](flow.png)\n\n| a | b |\n|--|--|\n| x | see ![](flow.png) |\n"


@pytest.fixture
def draft(acme: Cast, library: Library) -> Revision:
    return make_draft(make_effective(library, acme.ada), acme.ada, SHOWN)


def address(name: str, revision: Revision, *more: object) -> str:
    return reverse(f"documents:{name}", args=["acme", revision.document.number, revision.n, *more])


def put(client: Client, draft: Revision, name: str, data: bytes, **how: object) -> HttpResponse:
    upload = SimpleUploadedFile(name, data)
    return client.post(address("add_picture", draft), {"picture": upload}, **how)  # type: ignore[arg-type,return-value]


def test_a_picture_put_into_a_draft_is_shown_where_its_name_stands(
    acme: Cast, draft: Revision
) -> None:
    client = signed_in(acme.ada)
    put(client, draft, "flow.png", picture_bytes())
    picture = Picture.objects.get()
    at = address("picture", draft, picture.file.sha256)
    page = client.get(address("revision", draft)).text
    assert page.count(f'<img src="{at}"') == 2
    assert 'alt="Flow" width="40" height="20" loading="lazy"' in page
    answer = client.get(at)
    assert b"".join(answer.streaming_content) == picture_bytes()  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_script_is_told_how_to_show_what_it_put_in(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    json_please = {"headers": {"Accept": "application/json"}}
    answer = put(client, draft, "流程 图(1).PNG", picture_bytes(), **json_please)
    assert json.loads(answer.content) == {
        "name": "流程-图-1.png",
        "markdown": "![流程-图-1](流程-图-1.png)",
    }
    refused = put(client, draft, "a.svg", b"<svg onload='x()'/>", **json_please)
    assert refused.status_code == 422
    assert "PNG" in json.loads(refused.content)["error"]


def test_what_is_no_picture_is_refused(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    head = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x7f\xff\xff\xff" * 2 + b"\x08\x02\x00\x00\x00"
    )
    for data in (b"<svg/>", b"GIF89a", b"<script>", head, b"BM" + bytes(60)):
        put(client, draft, "flow.png", data)
    assert not Picture.objects.exists()


def test_the_same_name_shows_the_newer_picture(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    for colour in ("navy", "red"):
        put(client, draft, "flow.png", picture_bytes(colour))
    (picture,) = Picture.objects.all()
    assert files.read(picture.file) == picture_bytes("red")


def test_a_picture_is_nobodys_who_may_not_read_the_revision(acme: Cast, draft: Revision) -> None:
    put(signed_in(acme.ada), draft, "flow.png", picture_bytes())
    at = address("picture", draft, Picture.objects.get().file.sha256)
    assert signed_in(acme.ruth).get(at).status_code == 404
    in_force = draft.document.in_force
    assert in_force is not None
    elsewhere = address("picture", in_force, Picture.objects.get().file.sha256)
    assert signed_in(acme.ada).get(elsewhere).status_code == 404


def test_a_file_that_is_no_picture_is_not_shown_as_one(acme: Cast, draft: Revision) -> None:
    source = files.store(b"<script>", "text/html")
    named = f"x ![](sha256:{source.sha256})"
    Revision.objects.filter(pk=draft.pk).update(markdown=named)
    assert signed_in(acme.ada).get(address("picture", draft, source.sha256)).status_code == 404


def manifest_of(document: Document, n: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(bytes(document.revisions.get(n=n).manifest or b""))
    return found


def test_the_manifest_names_the_pictures_and_misses_them(acme: Cast, draft: Revision) -> None:
    put(signed_in(acme.ada), draft, "flow.png", picture_bytes())
    file = Picture.objects.get().file
    put_in_force(draft)
    assert manifest_sha256(draft)
    path = files.path_of(file)
    path.write_bytes(picture_bytes("red"))
    assert not manifest_sha256(draft)
    path.write_bytes(picture_bytes())
    document = Document.objects.get(pk=draft.document_id)
    first, second = (manifest_of(document, n) for n in (1, 2))
    assert second["pictures"] == [file.sha256]
    assert "pictures" not in first
    assert signed_in(acme.ruth).get(address("picture", draft, file.sha256)).status_code == 200


def test_the_next_revision_shows_the_same_pictures(acme: Cast, draft: Revision) -> None:
    client = signed_in(acme.ada)
    put(client, draft, "flow.png", picture_bytes())
    put_in_force(draft)
    client.post(reverse("documents:revise", args=["acme", draft.document.number]))
    following = Revision.objects.open().get()
    assert following.pictures.get().file == draft.pictures.get().file
    put(client, following, "flow.png", picture_bytes("red"))
    page = client.get(address("draft", following)).text
    old, new = draft.pictures.get().file.sha256, following.pictures.get().file.sha256
    assert address("picture", draft, old) in page
    assert address("picture", following, new) in page
    redline = page[page.index("dc-pictures") :]
    assert redline.count('width="40" height="20"') >= 2
    assert signed_in(acme.ruth).get(address("picture", draft, old)).status_code == 200
