"""A coordinator's team: who has how much to do, what nobody has, which keys are due."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.gate import gate
from cases import people
from cases.actions.summarising import ready
from cases.lawful import waiting_grants
from cases.listing import NOBODY, PAGE, Wanted, in_list_order, lines_of, rotation_due
from cases.models import Case
from cases.tasks.team import team_slips
from cases.views.listing import progress
from vault.compartments import Opened


@gate("case.team")
@require_safe
def team(request: Any) -> HttpResponse:
    """One row a member; above them, the coordinator's own cases that wait for somebody."""
    held = ready(by=request.actor, wanted=Wanted(state="open"))
    able, working = people.able_members(), {one.pk.hex for one in people.case_members()}
    nobodys = in_list_order(one for one in held.cases if one.assignee not in working)
    unassigned, due = lines_of(request.actor, nobodys[:PAGE]), rotation_due(request.actor)
    slips = team_slips(request.actor, timezone.localdate())
    request.shown["cases"] = [str(line.case) for line in unassigned + due] + slips.cases
    request.shown["tasks"] = slips.ids
    loads = people.loads(able, held.cases, timezone.localdate(), slips.loads)
    shown = {
        "slips": slips,
        "unassigned": unassigned,
        "unassigned_total": len(nobodys),
        "rotation": due,
        "loads": loads,
        "today": timezone.localdate(),
        "members": people.choices(able),
        "nobody": NOBODY,
        "rules_changed": waiting_grants(request.actor).exists(),
        "progress": progress(request, held),
    }
    return render(request, "cases/team.html", shown)


@gate("rotation.run", opens=Case)
@require_POST
def renew_key(request: Any, opened: Opened[Case]) -> HttpResponse:
    """Renew the key of a case. The gate did it: a due key is renewed before any change."""
    return redirect("cases:team")
