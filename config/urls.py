"""All addresses."""

from django.urls import include, path

from accounts.views.failures import not_found, server_error
from accounts.views.language import set_language
from cases.views.feed import feed

handler404 = not_found
handler500 = server_error

urlpatterns = [
    path("", include("info.urls")),
    path("language/", set_language, name="set_language"),
    path("staff/", include("accounts.urls")),
    path("cases/", include("cases.urls")),
    # An address that stands in a calendar far from here says nothing of what it is for.
    path("calendar/<str:token>.ics", feed, name="calendar_feed"),
    path("briefs/", include("cases.urls.my_briefs")),
    path("shared/", include("cases.urls.shared")),
]
