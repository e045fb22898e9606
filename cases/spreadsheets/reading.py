"""What the confined child is asked to do: bytes of a file in, a JSON answer out.

Two entries, because only one of them needs openpyxl, whose import is most of a start.
"""

import json
from collections.abc import Callable

from cases.spreadsheets.csv_file import read_csv
from cases.spreadsheets.limits import Refusal


def csv_answer(data: bytes) -> bytes:
    """Answer with the table of a CSV file, or with the reason it is refused."""
    return answer(read_csv, data)


def answer(read: Callable[[bytes], dict[str, object]], data: bytes) -> bytes:
    """Give the table, or the refusal, as JSON; whatever else goes wrong is a broken file."""
    try:
        said: dict[str, object] = read(data)
    except Refusal as refusal:
        said = {"refused": refusal.code, "details": refusal.details}
    except (MemoryError, RecursionError):
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises of every kind on damaged workbooks
        said = {"refused": "broken", "details": {}}
    return json.dumps(said, ensure_ascii=False).encode()
