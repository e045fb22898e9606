"""Addresses of a volunteer's own briefs; none of them says anything of a case."""

from django.urls import URLPattern, path

from cases.views import my_briefs, profile

app_name = "briefs"
urlpatterns: list[URLPattern] = [
    path("", my_briefs.briefs, name="list"),
    path("me/", profile.profile, name="profile"),
    path("<uuid:pk>/", my_briefs.brief, name="brief"),
    path("<uuid:pk>/report/", my_briefs.report, name="report"),
]
