"""Model fields for sealed values."""

from typing import Any

from django.db import models


class Sealed(bytes):
    """Ciphertext as it lies in the database. Prints as ``[sealed]``, wherever it ends up."""

    def __repr__(self) -> str:
        return "[sealed]"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return "[sealed]"


class SealedField(models.BinaryField):  # type: ignore[type-arg]
    """A column that holds ciphertext alone."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """What the driver gave, as :class:`Sealed`."""
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Plain bytes for the driver.

        :raises TypeError: for text, which could only be plaintext by mistake
        """
        if isinstance(value, str):
            raise TypeError("a sealed field takes bytes")
        return super().get_db_prep_value(
            None if value is None else bytes(value), connection, prepared
        )
