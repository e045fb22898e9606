"""The ceremony at an offline machine: ``python -m vault.ceremony make | certify | recover``.

It needs no settings, no database and no network. It prints word lists and writes public halves,
certificates and sealed keys; no secret goes to a file.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from vault import ceremony_files as files
from vault.ceremony import (
    SHARES,
    THRESHOLD,
    Applicant,
    OrganisationKeys,
    certify,
    found,
    from_word_lists,
    new_word_lists,
    reseal,
)
from vault.certificates import spoken
from vault.suites import SealError

Ask = Callable[[str], str]
Say = Callable[[str], None]

_SHEET = """\
HOMEWARD - WORD LIST {number} OF {shares}

{words}

Any two of the three lists, together, open every case of the organisation. One alone opens nothing.
- Write the words down by hand, or print this page on a printer without memory. Check it twice.
- Give it to one trusted person outside the daily work, in a sealed envelope, signed and dated.
- The three lists never lie in the same building, and are never photographed or sent.
- You need two lists to certify the first coordinators, and if everybody's keys are lost.
"""
_AFTER = """\
The public halves are in {path}. Carry that file to the server and say: manage.py found
Close this window when the lists are written down: they cannot be shown again.
"""
_COMPARE = """
{name} (key {serial})
  in words:  {words}
  in digits: {digits}
Ask them, face to face or by telephone, to read theirs aloud from their own screen."""


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(arguments: Sequence[str] | None = None, ask: Ask = input, say: Say = _say) -> int:
    """Run one step of the ceremony; gives 0, or 1 when it was not done and says why."""
    chosen = _parser().parse_args(arguments)
    steps = {"make": make, "certify": certify_founders, "recover": recover}
    try:
        steps[chosen.step](chosen, ask, say)
    except (files.WrongFile, SealError) as wrong:
        say(f"Not done: {wrong}")
        return 1
    except (KeyError, ValueError, TypeError):
        say("Not done: the file is damaged.")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m vault.ceremony", description=__doc__)
    steps = parser.add_subparsers(dest="step", required=True)
    one = steps.add_parser("make", help="make the organisation's keys; prints three word lists")
    one.add_argument("--out", type=Path, default=Path("public.json"))
    one = steps.add_parser("certify", help="certify the two founding coordinators")
    one.add_argument("requests", type=Path)
    one.add_argument("--out", type=Path, default=Path("certificates.json"))
    one = steps.add_parser("recover", help="seal every record key to one new person")
    one.add_argument("wraps", type=Path)
    one.add_argument("member", type=Path)
    one.add_argument("--out", type=Path, default=Path("sealed.json"))
    return parser


def make(chosen: argparse.Namespace, ask: Ask, say: Say) -> None:
    """Make the organisation's keys: three word lists on the screen, public halves in a file.

    The file comes last: without it, keys whose lists were not shown are used nowhere.
    """
    if chosen.out.exists():
        raise files.WrongFile(f"{chosen.out} is there already; keys are made once.")
    keys, lists = new_word_lists()
    for number, words in enumerate(lists, 1):
        say(_SHEET.format(number=number, shares=SHARES, words=_in_rows(words)) + "\f")
    files.write(chosen.out, files.PUBLIC, **files.public_keys(keys))
    say(_AFTER.format(path=chosen.out))


def _in_rows(words: str, each: int = 4) -> str:
    numbered = [f"{number:2}. {word:<12}" for number, word in enumerate(words.split(), 1)]
    return "\n".join(
        "".join(numbered[at : at + each]).rstrip() for at in range(0, len(numbered), each)
    )


def _opened_lists(ask: Ask, say: Say) -> OrganisationKeys:
    say(f"Type any {THRESHOLD} of the word lists: words only, with blanks between them.")
    lists = [ask(f"List {number} of {THRESHOLD}: ") for number in range(1, THRESHOLD + 1)]
    return from_word_lists(lists)


def _compared(one: Applicant, ask: Ask, say: Say) -> None:
    words, digits = spoken(one.member, one.serial, one.public)
    name = "".join(sign for sign in one.name if sign.isprintable())  # no terminal codes in a name
    say(_COMPARE.format(name=name, serial=one.serial, words=words, digits=digits))
    if ask("Are they the same? yes/no: ").strip().lower() != "yes":
        raise SealError("the fingerprints were not confirmed; nothing was signed.")


def certify_founders(chosen: argparse.Namespace, ask: Ask, say: Say) -> None:
    """Certify the founding coordinators and seal the registrar's seed to them."""
    requests = files.read(chosen.requests, files.REQUESTS)
    founders = [files.applicant(one) for one in requests["coordinators"]]
    if len({one.member for one in founders}) != THRESHOLD:
        raise files.WrongFile("there must be two different coordinators.")
    for one in founders:
        _compared(one, ask, say)
    keys = _opened_lists(ask, say)
    if files.text(keys.registrar.public) != requests["registrar.pub"]:
        raise SealError("these lists are another organisation's.")
    organisation = UUID(requests["organisation"])
    made = files.packed_founding(found(keys, organisation, founders), founders)
    files.write(chosen.out, files.CERTIFICATES, organisation=str(organisation), **made)
    say(f"Signed. Carry {chosen.out} to the server and say: manage.py found")


def recover(chosen: argparse.Namespace, ask: Ask, say: Say) -> None:
    """Certify one person and seal every exported record key to them."""
    wraps = files.read(chosen.wraps, files.WRAPS)["wraps"]
    member = files.applicant(files.read(chosen.member, files.MEMBER))
    _compared(member, ask, say)
    keys = _opened_lists(ask, say)
    certificate, to = certify(keys, member)
    sealed = reseal(keys, map(files.wrap, wraps), to)
    files.write(
        chosen.out,
        files.SEALED,
        member=str(member.member),
        serial=member.serial,
        certificate=files.text(certificate),
        grants=[files.packed_wrap(one) for one in sealed],
    )
    say(f"{len(sealed)} keys sealed. Carry {chosen.out} to the server and say:")
    say(f"manage.py recover_keys import {chosen.out}")
