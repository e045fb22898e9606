"""Logs that name no person: what went wrong and where, never with what."""

import logging
import traceback


class BareFormatter(logging.Formatter):
    """Time, level, logger, and for an error its type and places; no message arguments.

    An exception's own words, and a message's arguments, may carry what was typed. So neither is
    written.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line, and one more for each place of an error."""
        head = f"{self.formatTime(record)} {record.levelname} {record.name}: {record.msg}"
        if not record.exc_info or record.exc_info[0] is None:
            return head
        kind, _, trace = record.exc_info
        places = [
            f"  {one.filename}:{one.lineno} {one.name}" for one in traceback.extract_tb(trace)
        ]
        return "\n".join([f"{head} ({kind.__name__})", *places])
