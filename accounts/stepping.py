"""Step-up: a fresh second factor before grants, exports and changes of factors."""

import time

from django.http import HttpRequest

FRESH_SECONDS = 10 * 60


def is_fresh(request: HttpRequest) -> bool:
    """Whether a second factor was shown in this session within the last ten minutes."""
    shown = request.session.get("stepped_up", 0)
    return 0 <= int(time.time()) - int(shown) < FRESH_SECONDS


def mark(request: HttpRequest) -> None:
    """Note that a second factor was shown now."""
    request.session["stepped_up"] = int(time.time())
