"""Keeping an uploaded table until its rows are cases."""

from django.db import transaction
from django.utils import timezone

from accounts import audit
from accounts.gate import Actor
from cases.actions.imports.keeping import SOURCE, sealed
from cases.actions.imports.source import packed
from cases.models import ImportRun
from cases.spreadsheets.tables import Table


def keep_upload(*, by: Actor, table: Table) -> ImportRun:
    """Begin an import: keep the table sealed for the person who uploaded it.

    It is packed and sealed before the transaction, which is short however long the file is.
    """
    run = ImportRun(by=by.member, on=timezone.localdate(), rows=len(table.rows))
    run.sealed_source = sealed(by=by, run=run, field=SOURCE, text=packed(table))
    with transaction.atomic():
        run.save(force_insert=True)
        audit.record("case.import", actor=by.pk, about=run, step="upload", rows=run.rows)
    return run
