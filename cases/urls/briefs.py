"""Addresses of briefs, on the side of the case."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import briefs

urlpatterns: list[URLPattern] = [
    path("<code:code>/tasks/<uuid:task>/brief/", briefs.give, name="give_brief"),
    path("<code:code>/briefs/<uuid:brief>/", briefs.brief, name="brief"),
    path("<code:code>/briefs/<uuid:brief>/do/", briefs.do, name="do_brief"),
]
