"""Every address of the product, one include per app."""

from django.urls import include, path

from config import going, health, live, preferences

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"

urlpatterns = [
    path("", include("tenants.urls")),
    path("", include("oversight.urls")),
    path("", include("approvals.urls")),
    path("", include("documents.urls")),
    path("t/<code>/go/", going.go, name="go"),
    path("live/", live.hear, name="live"),
    path("livez", health.livez),
    path("healthz", health.healthz),
    path("preferences/language/", preferences.set_language, name="set_language"),
    path("preferences/theme/", preferences.set_theme, name="set_theme"),
]
