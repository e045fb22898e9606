"""Run one function on a stranger's bytes in a child process that can do nothing else.

Design section 5, "Parsers of strangers' files". The bytes go through one pipe and the answer
comes through another; neither touches a disk. What comes back is still a stranger's word: the
caller checks its shape.
"""

import os
import selectors
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from cases.spreadsheets.child import OUT_OF_MEMORY

ROOT = str(Path(__file__).resolve().parents[2])
START = (
    "import sys; sys.path[:0] = [sys.argv[1]]; "
    "sys.path += [p for p in sys.argv[2].split('\\n') if p not in sys.path]; "
    "del sys.argv[1:3]; from cases.spreadsheets.child import main; main()"
)
CHUNK = 1 << 16


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one run may take: processor and wall-clock seconds, memory and answer in bytes."""

    seconds: int = 40
    wall: float = 50.0
    memory: int = 1 << 30
    answer: int = 64 << 20


class ConfinedError(Exception):
    """The child gave no answer: it took too long, too much memory, said too much, or died."""

    def __init__(self, reason: Literal["time", "memory", "size", "crash"]) -> None:
        """Take which of the four it was."""
        super().__init__(reason)
        self.reason = reason


def run_confined(entry: str, data: bytes, *, limits: Limits | None = None) -> bytes:
    """Give what the function `entry` ("module:function", bytes to bytes) makes of the data.

    Raises ConfinedError when there is no answer within the limits. The child is gone by then.
    """
    limits = limits or Limits()
    with start(entry, limits) as child:
        try:
            answer = exchange(child, data, limits)
            child.wait(timeout=limits.wall)
        except subprocess.TimeoutExpired:
            raise ConfinedError("time") from None
        finally:
            child.kill()
    if child.returncode != 0:
        raise ConfinedError(cause_of(child.returncode))
    return answer


def start(entry: str, limits: Limits) -> subprocess.Popen[bytes]:
    """Start the child with an empty environment and no descriptor but its two pipes."""
    arguments = [ROOT, "\n".join(p for p in sys.path if Path(p).is_absolute()), entry]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-I", "-c", START, *arguments, str(limits.memory), str(limits.seconds)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
        cwd="/",
        env={},
        close_fds=True,
        start_new_session=True,
    )


def cause_of(code: int) -> Literal["time", "memory", "crash"]:
    """Name the reason for an exit code or a deadly signal."""
    if code == -signal.SIGXCPU:
        return "time"
    return "memory" if code in {OUT_OF_MEMORY, -signal.SIGKILL} else "crash"


def exchange(child: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
    """Feed the data and collect the answer at once, so that no full pipe can stall either side.

    Raises ConfinedError past the deadline or the size of an answer.
    """
    if child.stdin is None or child.stdout is None:
        raise ConfinedError("crash")
    left, answer, deadline = memoryview(data), bytearray(), time.monotonic() + limits.wall
    with selectors.DefaultSelector() as ready:
        os.set_blocking(child.stdin.fileno(), False)
        ready.register(child.stdout, selectors.EVENT_READ)
        ready.register(child.stdin, selectors.EVENT_WRITE)
        while pipes := events(ready, deadline):
            if child.stdin in pipes:
                left = feed(child.stdin, left)
                if not left:
                    ready.unregister(child.stdin)
                    child.stdin.close()
            if child.stdout in pipes:
                chunk = os.read(child.stdout.fileno(), CHUNK)
                if not chunk:
                    return bytes(answer)
                answer += chunk
                if len(answer) > limits.answer:
                    raise ConfinedError("size")
    raise ConfinedError("time")


def events(ready: selectors.BaseSelector, deadline: float) -> list[object]:
    """Wait for pipes that can be used now; an empty list means that time is up."""
    left = deadline - time.monotonic()
    return [key.fileobj for key, _ in ready.select(left)] if left > 0 else []


def feed(pipe: IO[bytes], left: memoryview) -> memoryview:
    """Write what fits and give what is left; a child that closed its end needs no more."""
    try:
        return left[os.write(pipe.fileno(), left[:CHUNK]) :]
    except BrokenPipeError:
        return left[len(left) :]
