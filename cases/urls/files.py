"""Addresses of a case file. They come last: a code is told from a word by its capitals."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import case, history, identity, notes, safety, states

urlpatterns: list[URLPattern] = [
    path("new/", case.new, name="new"),
    path("restricted/<uuid:pk>/", notes.restricted_note, name="restricted_note"),
    path("restricted/<uuid:pk>/amend/", notes.amend_restricted, name="amend_restricted"),
    path("<code:code>/", case.case, name="case"),
    path("<code:code>/notes/", notes.notes, name="notes"),
    path("<code:code>/notes/write/", notes.write, name="note_new"),
    path("<code:code>/notes/<uuid:note>/", notes.note, name="note"),
    path("<code:code>/notes/<uuid:note>/amend/", notes.amend, name="amend_note"),
    path("<code:code>/person/", identity.person, name="person"),
    path("<code:code>/person/change/", identity.change, name="change_identity"),
    path("<code:code>/safety/", safety.decide, name="safety"),
    path("<code:code>/state/", states.state, name="state"),
    path("<code:code>/close/", states.close, name="close"),
    path("<code:code>/close/approve/", states.approve, name="approve_closing"),
    path("<code:code>/history/", history.history, name="history"),
    path("<code:code>/history/looks/", history.looks, name="looks"),
]
