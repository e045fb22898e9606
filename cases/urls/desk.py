"""Addresses of the desk: day, list, search, team, and giving cases."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import assigning, bulk, day, listing, team

urlpatterns: list[URLPattern] = [
    path("", listing.case_list, name="list"),
    path("day/", day.day, name="day"),
    path("search/", listing.start_search, name="search"),
    path("search/<uuid:token>/", listing.found, name="found"),
    path("prepare/", listing.prepare, name="prepare"),
    path("team/", team.team, name="team"),
    path("team/give/", bulk.bulks, name="bulk"),
    path("team/give/plan/", bulk.bulk_plan, name="bulk_plan"),
    path("team/give/<uuid:pk>/", bulk.bulk, name="bulk_work"),
    path("<code:code>/hand-over/", assigning.hand_over, name="hand_over"),
    path("<code:code>/people/", assigning.assign, name="assign"),
    path("<code:code>/people/let/", assigning.share, name="share"),
    path("<code:code>/people/owner/", assigning.own, name="own"),
    path("<code:code>/people/take/<uuid:member>/", assigning.take, name="take"),
    path("<code:code>/key/", team.renew_key, name="renew_key"),
]
