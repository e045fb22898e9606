"""The end of a compartment: its keys and contents are destroyed, and nobody opens it again."""

from vault.models import Compartment


def erase(record: Compartment) -> None:
    """Destroy every key of a compartment, recovery's too, and everything it holds.

    What is left of it is noise wherever a copy of it lies, but for a backup that holds both the
    contents and a wrapped key, until that is overwritten.
    """
    kind = type(record)
    kind._default_manager.select_for_update().get(pk=record.pk)
    kind.content_model._default_manager.filter(compartment=record).delete()
    kind.recovery_model._default_manager.filter(compartment=record).delete()
    if kind.parent_model is not None:
        kind.parent_model._default_manager.filter(compartment=record).delete()
    kind.grant_model._default_manager.filter(content_object=record).delete()
    kind._default_manager.filter(pk=record.pk).update(rotation_due=False)
