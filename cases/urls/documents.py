"""Addresses of documents. They hold random ids and numbers, and nothing of a file's name."""

from django.urls import URLPattern, path

from cases.urls import codes  # noqa: F401  registers the converter
from cases.views import documents

_ONE = "<code:code>/documents/<uuid:document>/"

urlpatterns: list[URLPattern] = [
    path("<code:code>/documents/", documents.documents, name="documents"),
    path("<code:code>/documents/add/", documents.add, name="add_document"),
    path(_ONE, documents.document, name="document"),
    path(f"{_ONE}renew/", documents.renew, name="renew_document"),
    path(f"{_ONE}name/", documents.rename, name="name_document"),
    path(
        f"{_ONE}<int:version>/pictures/<int:page>/",
        documents.picture,
        name="document_picture",
    ),
    path(f"{_ONE}<int:version>/original/", documents.original, name="document_original"),
    path(f"{_ONE}<int:version>/copy/", documents.copy, name="document_copy"),
]
