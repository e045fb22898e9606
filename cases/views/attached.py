"""Copies of documents that left with a referral, for the partner and, later, for the case."""

from typing import Any
from uuid import UUID

from django.http import Http404, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.gate import gate
from cases.models import Case
from cases.referring.attaching import blob_of
from cases.referring.papers import Attached, Disclosed
from cases.views.referrals import of_case
from vault.compartments import Opened
from vault.suites import SealError


def as_download(paper: Attached) -> StreamingHttpResponse:
    """The copy, opened while it is sent.

    :raises Http404: when the media folder has lost it
    """
    blob = blob_of(paper)
    if not blob.is_there:
        raise Http404
    response = StreamingHttpResponse(blob.pieces(), content_type="application/octet-stream")
    response["Content-Length"] = str(paper.size)
    named = content_disposition_header(True, paper.name)
    response["Content-Disposition"] = named or "attachment"
    return response


@gate("case.read", opens=Case)
@require_safe
def attached(request: Any, opened: Opened[Case], referral: UUID, number: int) -> Any:
    """A copy as it left, for as long as the case exists."""
    row = of_case(opened, referral)
    request.shown |= {"referrals": [str(row.pk)], "paper": number}
    try:
        told = Disclosed.load(opened.read("referral.disclosed", row.pk, 1))
    except SealError:
        raise Http404 from None
    if not 1 <= number <= len(told.papers):
        raise Http404
    return as_download(told.papers[number - 1])
