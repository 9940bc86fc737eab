"""Language and theme: what a person sets once and meets on every page."""

from typing import Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from config.shell import THEMES
from tenants.http import public_view

YEAR_SECONDS: Final = 365 * 24 * 3600


@public_view("the sign-in page is read in a language, too")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the language on the account and in a cookie, and stay on the page."""
    language = request.POST.get("language", "")
    response = _back(request)
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=language)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@public_view("the sign-in page has a theme, too")
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the theme in a cookie, and stay on the page."""
    theme = request.POST.get("theme", "")
    response = _back(request)
    if theme in THEMES:
        _remember(response, "theme", theme)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    page = request.POST.get("next", "")
    ours = page.startswith("/") and url_has_allowed_host_and_scheme(
        page, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(page if ours else "/")


def _remember(response: HttpResponse, name: str, value: str) -> None:
    # Readable by the page's script on purpose: the theme button switches without a reload.
    response.set_cookie(
        name, value, max_age=YEAR_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
