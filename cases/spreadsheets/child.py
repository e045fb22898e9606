"""The confined child: import the work, drop every right, read stdin, answer on stdout.

Started by `confined.run_confined` and by nothing else. Imports no Django.
"""

import importlib
import os
import sys
from collections.abc import Callable

from cases.spreadsheets.cage import drop_rights

OUT_OF_MEMORY, FAILED = 3, 4
CHUNK = 1 << 20


def main() -> None:
    """Do the work named in argv (`module:function`, bytes of memory, seconds); never returns.

    The end is `os._exit`: nothing that the work left behind gets another turn.
    """
    module, _, name = sys.argv[1].partition(":")
    work = getattr(importlib.import_module(module), name)
    drop_rights(memory=int(sys.argv[2]), seconds=int(sys.argv[3]))
    os._exit(serve(work))


def serve(work: Callable[[bytes], bytes]) -> int:
    """Run the work on what comes in and give the exit code; errors carry no text out."""
    try:
        send(work(receive()))
    except MemoryError:
        return OUT_OF_MEMORY
    except BaseException:  # noqa: BLE001 - a traceback would quote the file
        return FAILED
    return 0


def receive() -> bytes:
    """Everything on stdin, up to its end."""
    chunks = []
    while chunk := os.read(0, CHUNK):
        chunks.append(chunk)
    return b"".join(chunks)


def send(answer: bytes) -> None:
    """Write the whole answer to stdout."""
    view = memoryview(answer)
    while view:
        view = view[os.write(1, view[:CHUNK]) :]
