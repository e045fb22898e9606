"""Errors that actions raise for a person to read."""

from django.utils.functional import Promise


class NotNow(Exception):
    """The act is allowed to this person, but not in the present state; the message says why."""

    def __init__(self, message: "str | Promise") -> None:
        super().__init__(message)
        self.message = message
