"""The gate: who may. One table, and one way in.

Every URL is either marked :func:`public` or passes :func:`gate`, which checks the session, the
role, the lock and the grant, opens the record, and writes the audit row. What may happen *now*
(a closed case takes no note) is decided by actions.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, NoReturn
from uuid import UUID

from django.db import OperationalError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse

from accounts import audit, keeping, locking, stepping
from accounts.models import Member, Role
from accounts.rekeying import rekeyed
from accounts.stretching import Busy
from accounts.uploads import drop_unfinished
from vault.asking import AskedModel, Slot, uuid_slot
from vault.compartments import Opened, StaleKey, open_grant
from vault.keyring import Keyring
from vault.models import Compartment

logger = logging.getLogger(__name__)

EVERYBODY = frozenset(Role)
CASE_HOLDERS = frozenset({Role.CASEWORKER, Role.COORDINATOR})
COORDINATORS = frozenset({Role.COORDINATOR})
ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})
STAFF_DESK = ADMINISTRATORS | COORDINATORS


@dataclass(frozen=True)
class Rule:
    """Who may do an act, and how awake they must be."""

    roles: frozenset[Role]
    vault: bool = True  # the vault must be unlocked
    step_up: bool = False  # a second factor within the last minutes
    waiting: bool = False  # also before admission


POLICY: dict[str, Rule] = {
    # one's own account
    "account.home": Rule(EVERYBODY, vault=False, waiting=True),
    "account.own": Rule(EVERYBODY, vault=False, waiting=True),
    "account.fingerprint": Rule(EVERYBODY, waiting=True),
    "account.secrets": Rule(EVERYBODY, step_up=True),
    "account.mail": Rule(EVERYBODY, vault=False, step_up=True),
    "account.renew": Rule(EVERYBODY, step_up=True),
    "account.reseal": Rule(EVERYBODY),
    "account.calendar": Rule(CASE_HOLDERS, step_up=True),
    # members
    "member.list": Rule(STAFF_DESK, vault=False),
    "member.invite": Rule(ADMINISTRATORS, step_up=True),
    "member.change": Rule(ADMINISTRATORS, step_up=True),
    "member.admit": Rule(COORDINATORS, step_up=True),
    "rotation.list": Rule(STAFF_DESK, vault=False),
    "rotation.run": Rule(COORDINATORS),
    "jobs.read": Rule(ADMINISTRATORS, vault=False),
    "jobs.change": Rule(ADMINISTRATORS, vault=False, step_up=True),
    "audit.read": Rule(frozenset({Role.AUDITOR})),
    # cases
    "case.list": Rule(CASE_HOLDERS),
    "case.create": Rule(CASE_HOLDERS),
    "case.read": Rule(CASE_HOLDERS),
    "case.write": Rule(CASE_HOLDERS),
    "case.withdraw": Rule(CASE_HOLDERS),
    "case.decide": Rule(CASE_HOLDERS, step_up=True),
    "case.looks": Rule(COORDINATORS),
    "case.assign": Rule(COORDINATORS, step_up=True),
    "case.hand_over": Rule(CASE_HOLDERS, step_up=True),
    "case.team": Rule(COORDINATORS),
    "case.close": Rule(COORDINATORS),
    "case.import": Rule(COORDINATORS, step_up=True),
    "case.refer": Rule(CASE_HOLDERS, step_up=True),
    "case.brief": Rule(CASE_HOLDERS, step_up=True),
    # what a volunteer was given for one task, and nothing else
    "brief.read": Rule(frozenset({Role.VOLUNTEER})),
    "brief.report": Rule(frozenset({Role.VOLUNTEER})),
    # what the organisation asks; no case and no answer
    "form.change": Rule(ADMINISTRATORS),
    # organisations that help
    "directory.read": Rule(CASE_HOLDERS),
    "directory.change": Rule(COORDINATORS, step_up=True),
}


@dataclass
class Actor:
    """Who is at the session: the member, and their keyring while the vault is open."""

    member: Member
    keyring: Keyring | None

    @property
    def pk(self) -> UUID:
        """The member's id, for audit rows."""
        return self.member.pk

    def keys(self) -> Keyring:
        """The open keyring.

        :raises LookupError: when the vault is locked
        """
        if self.keyring is None:
            raise LookupError("the vault is locked")
        return self.keyring


class GateRequest(HttpRequest):
    """A request that passed the gate."""

    actor: Actor
    shown: dict[str, Any]


View = Callable[..., HttpResponse]


def public(view: View) -> View:
    """Mark a view as public: no session is asked for."""
    view.passes = "public"  # type: ignore[attr-defined]
    return view


def actor_of(request: HttpRequest) -> Actor | None:
    """Who is signed in on this request, or None."""
    if not hasattr(request, "_actor"):
        request._actor = _load_actor(request)  # type: ignore[attr-defined]
    return request._actor  # type: ignore[attr-defined, no-any-return]


def _load_actor(request: HttpRequest) -> Actor | None:
    member = request.session.member()  # type: ignore[attr-defined]
    if member is None or not member.is_active:
        return None
    return Actor(member, locking.keyring_of(request, member))


def gate(
    act: str, *, opens: type[Compartment] | None = None, locator: str = "code"
) -> Callable[[View], View]:
    """Let a view be reached only as :data:`POLICY` says of ``act``.

    :param opens: the kind of compartment the view works on; the view gets it opened as its second
        argument
    :param locator: the URL's keyword, and the model's column, that names the record
    """
    rule = POLICY[act]

    def decorate(view: View) -> View:
        @wraps(view)
        def passes(request: Any, **named: Any) -> HttpResponse:
            asked = str(named.get(locator, ""))
            actor = actor_of(request)
            if actor is None:
                return keeping.sign_in_first(request)
            if not _may(actor, rule):
                _refuse(act, actor, asked)
            if rule.vault and actor.keyring is None:
                return keeping.unlock_first(request)
            if rule.step_up and not stepping.is_fresh(request):
                return keeping.step_up_first(request)
            request.actor, request.shown = actor, {}
            try:
                if opens is None:
                    return _answer(act, request, view(request, **named), None)
                return _with_record(act, request, view, opens, dict(named), locator)
            except _Refused:
                raise
            except Http404:
                _refuse(act, actor, asked, *_others(named, locator))

        passes.passes = act  # type: ignore[attr-defined]
        passes.gate = passes  # type: ignore[attr-defined]
        return passes

    return decorate


def _may(actor: Actor, rule: Rule) -> bool:
    admitted = actor.member.state == Member.State.ADMITTED
    return (admitted or rule.waiting) and bool(actor.member.roles & rule.roles)


class _Refused(Http404):
    """A refusal that is written down already."""


def _others(named: dict[str, Any], locator: str) -> list[str]:
    """What an address names besides the record: a note in it, somebody's import."""
    return [str(value) for name, value in named.items() if name != locator]


def _refuse(act: str, actor: Actor, asked: str, *within: str) -> NoReturn:
    named: dict[str, Any] = {"named": within} if within else {}
    with transaction.atomic():
        audit.record(act, actor=actor.pk, about=asked, refused=True, **named)
    raise _Refused


def _with_record(
    act: str,
    request: Any,
    view: View,
    kind: type[Compartment],
    named: dict[str, Any],
    locator: str,
) -> HttpResponse:
    asked = named.pop(locator)
    for last in (False, True):
        opened = open_for(request.actor, kind, **{locator: asked})
        if opened is None:
            _refuse(act, request.actor, str(asked))
        try:
            if request.method == "POST":
                opened = rekeyed(opened, by=request.actor.pk, ring=request.actor.keyring)
            return _answer(act, request, view(request, opened, **named), opened)
        except StaleKey:
            if last:
                raise
    raise StaleKey


def open_for(actor: Actor, kind: type[Compartment], **where: Any) -> Opened[Any] | None:
    """Open one record with the actor's own grant of its current epoch; None if there is none."""
    found = _grants_of(kind, *where).first(actor.pk, *where.values())
    if found is None or found.epoch != found.content_object.epoch:
        return None
    return open_grant(found, found.content_object, actor.keys())


@cache
def _grants_of(kind: type[Compartment], *names: str) -> AskedModel:
    """The question for a member's own grant of the record that these columns name."""
    columns: list[Any] = [
        kind._meta.pk if name == "pk" else kind._meta.get_field(name) for name in names
    ]
    slots = {f"content_object__{one.name}": Slot(at, one) for at, one in enumerate(columns, 1)}
    grants = kind.grant_model._default_manager
    return AskedModel(lambda: grants.filter(user_id=uuid_slot(0), **slots), "content_object")


def _answer(
    act: str, request: Any, response: HttpResponse, opened: Opened[Any] | None
) -> HttpResponse:
    """Write down what was shown, before it is sent. A redirect showed nothing."""
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == 200 and (opened is not None or request.shown):
        about = None if opened is None else opened.record
        with transaction.atomic():
            audit.record(act, actor=request.actor.pk, about=about, **request.shown)
    return response


def is_marked(view: View) -> bool:
    """Whether a view is public, or the gate itself: nothing may answer before the gate does."""
    marks = getattr(view, "passes", None), getattr(view, "gate", None)
    return marks[0] == "public" or (marks[0] in POLICY and marks[1] is view)


class GateMiddleware:
    """Refuses any view that is neither public nor gated; settles the second cookie and uploads."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, then settle what it left behind."""
        response = self.get_response(request)
        drop_unfinished(request)
        locking.set_cookie(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Give the typed text back where somebody else was faster, or the server is busy."""
        if not isinstance(error, StaleKey | Busy | OperationalError):
            return None
        logger.warning("a request has to be sent again", exc_info=error)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        return keeping.try_again(request)

    def process_view(self, request: HttpRequest, view: View, *_: Any) -> None:
        """Refuse an unmarked view.

        :raises Http404: for a view that is neither public nor gated
        """
        if not is_marked(view):
            raise Http404
