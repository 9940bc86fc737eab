"""Tell an open page within seconds that something new waits, without a database while nothing does.

The page names its person by a signed word, and since when it knows what waits. The session is not
used, so that an open page alone does not keep it alive; that it is open still is looked up before
anything is counted.
"""

from typing import Any, Final, NamedTuple, Self
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tenants.access import Standing, standings_of
from tenants.http import public_view
from tenants.models import Session
from tenants.notices import live

MOST_TENANTS: Final = 20  # in the word; of the others a page hears when it is loaded
SALT: Final = "live"
OVER: Final = 205
UNKEPT: Final = {"Cache-Control": "no-store"}


class Asker(NamedTuple):
    """For whom a page asks: an account, in the tenants that were open to its session."""

    account: UUID
    tenants: list[UUID]

    @classmethod
    def read(cls, word: str) -> Self | None:
        """Return who is meant; None for what this product has not signed."""
        try:
            account, *tenants = map(UUID, Signer(salt=SALT).unsign(word).split("."))
        except (BadSignature, ValueError):
            return None
        return cls(account, tenants)

    @classmethod
    def word_for(cls, standings: list[Standing]) -> str:
        """Return the word that names the person of these places."""
        account = standings[0].member.user_id
        tenants = (standing.tenant.pk for standing in standings[:MOST_TENANTS])
        return Signer(salt=SALT).sign(".".join(pk.hex for pk in (account, *tenants)))


@public_view("a signed word says for whom a page asks; what waits is told to an open session only")
@require_safe
def hear(request: HttpRequest) -> HttpResponse:
    """Answer ?for=&since= with 204 while nothing is new, with counts in JSON when something is.

    205 says that the page need not ask again: the session it was made for, or the membership, is
    over. (To browsers it is no failure, of which they would complain in their console.)
    """
    asker = Asker.read(request.GET.get("for", ""))
    if asker is None:
        return HttpResponse(status=OVER)
    since = request.GET.get("since", "")
    at = live.newest(*asker, int(since) if since.isdecimal() and len(since) < 16 else 0)
    if at is None:
        return HttpResponse(status=204, headers=UNKEPT)
    standings = _places(request, asker)
    if not standings:
        return HttpResponse(status=OVER)
    return JsonResponse({"at": at, **_news(standings)}, headers=UNKEPT)


def _places(request: HttpRequest, asker: Asker) -> list[Standing]:
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    is_open = Session.objects.filter(
        session_key=key, user=asker.account, user__is_active=True, expire_date__gt=timezone.now()
    )
    if not is_open.exists():
        return []
    account = get_user_model()(pk=asker.account)
    return [s for s in standings_of(account, counting=True) if s.tenant.pk in asker.tenants]


def _news(standings: list[Standing]) -> dict[str, Any]:
    waiting = sum(standing.count for standing in standings)
    said = ngettext("%(count)d thing waits for you.", "%(count)d things wait for you.", waiting)
    return {
        "waiting": waiting,
        "said": said % {"count": waiting} if waiting else _("Nothing waits for you."),
        "unread": {s.tenant.slug: [s.unread or 0, _bell(s.unread or 0)] for s in standings},
    }


def _bell(unread: int) -> str:
    words = ngettext("Notices, %(unread)s unread", "Notices, %(unread)s unread", unread)
    return words % {"unread": unread}
