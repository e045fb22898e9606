"""What the confined child gives up before it looks at a stranger's bytes (Linux).

Walls behind one another: resource limits (setrlimit(2)), among them no further file descriptor
at all, so no file, socket or pipe can be opened; a user and a network namespace of its own
(unshare(2)) where the kernel allows; no_new_privs (prctl(2)); and a seccomp filter (seccomp(2),
mode 2) that leaves only the calls for memory, the open pipes and the end. Where one cannot be
built the others stand; without the filter, a path can still be renamed or removed.
"""

import contextlib
import ctypes
import platform
import resource
import signal
from typing import ClassVar

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER, CLONE_NEWNET = (
    0x04000000,
    0x08000000,
    0x10000000,
    0x40000000,
)
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06  # classic BPF, linux/bpf_common.h
NUMBER, ARCHITECTURE = 0, 4  # offsets in struct seccomp_data
ALLOW, DENY = 0x7FFF0000, 0x00050001  # SECCOMP_RET_ALLOW; SECCOMP_RET_ERRNO with EPERM

# Audit architecture, then: read write close lseek mmap mprotect munmap brk rt_sigaction
# rt_sigprocmask rt_sigreturn sched_yield mremap madvise getpid exit gettimeofday sigaltstack
# gettid futex restart_syscall clock_gettime exit_group getrandom.
CALLS = {
    "x86_64": (
        0xC000003E,
        "0 1 3 8 9 10 11 12 13 14 15 24 25 28 39 60 96 131 186 202 219 228 231 318",
    ),
    "aarch64": (
        0xC00000B7,
        "63 64 57 62 222 226 215 214 134 135 139 124 216 233 172 93 169 132 178 98 128 113 94 278",
    ),
}


class Step(ctypes.Structure):
    """One instruction of classic BPF: `struct sock_filter`."""

    _fields_: ClassVar = [
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    ]


class Program(ctypes.Structure):
    """A BPF program as the kernel takes it: `struct sock_fprog`."""

    _fields_: ClassVar = [("length", ctypes.c_uint16), ("steps", ctypes.POINTER(Step))]


def drop_rights(*, memory: int, seconds: int) -> None:
    """Give up everything but memory (bytes), processor time (seconds) and the open pipes.

    Irrevocable. To be called in a process made for it, with one thread, after every import.
    """
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    libc.prctl(PR_SET_DUMPABLE, ctypes.c_ulong(0))
    libc.prctl(PR_SET_NO_NEW_PRIVS, *(ctypes.c_ulong(n) for n in (1, 0, 0, 0)))
    leave_namespaces(libc)
    limit_resources(memory=memory, seconds=seconds)
    filter_calls(libc)


def leave_namespaces(libc: ctypes.CDLL) -> None:
    """Move to namespaces of one's own; a kernel that refuses leaves the other walls."""
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS) != 0:
        libc.unshare(CLONE_NEWUSER | CLONE_NEWNET)


def limit_resources(*, memory: int, seconds: int) -> None:
    """Set hard limits: a descriptor limit of 0 keeps what is open and opens nothing more."""
    # The signal of the soft limit says "too slow"; the kernel's kill at the hard one says nothing.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    for which, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        # A limit that was already lower stays so: a hard limit cannot be raised.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(which, (most, most))


def filter_calls(libc: ctypes.CDLL) -> None:
    """Leave only the system calls of `CALLS`; every other one fails with EPERM."""
    if platform.machine() not in CALLS:
        return
    architecture, allowed = CALLS[platform.machine()]
    steps = [Step(LOAD, 0, 0, ARCHITECTURE), Step(EQUAL, 1, 0, architecture)]
    steps += [Step(RETURN, 0, 0, DENY), Step(LOAD, 0, 0, NUMBER)]
    for number in map(int, allowed.split()):
        steps += [Step(EQUAL, 0, 1, number), Step(RETURN, 0, 0, ALLOW)]
    steps.append(Step(RETURN, 0, 0, DENY))
    program = Program(len(steps), (Step * len(steps))(*steps))
    libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.byref(program))
