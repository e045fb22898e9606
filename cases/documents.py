"""Sealed documents: typed values on one side, JSON in UTF-8 on the other. Free of Django.

Each carries its format version ``f``. No migration can open what is sealed, so an older format is
upgraded when it is read and written in the newest at the next write.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Any, ClassVar, Self, TypeVar, get_args, get_origin, get_type_hints

Plain = dict[str, Any]
Upgrade = Callable[[Plain], Plain]
D = TypeVar("D", bound="Document")


class UnknownFormat(ValueError):
    """The document was written by a newer version, or is none."""


@dataclass(frozen=True, repr=False)
class Document:
    """A sealed document. Prints as ``[sealed]``, wherever it ends up."""

    FORMAT: ClassVar[int] = 1
    #: from each older format number, how to make the next one
    UPGRADES: ClassVar[Mapping[int, Upgrade]] = {}

    def __repr__(self) -> str:
        return "[sealed]"

    def dump(self) -> bytes:
        """The document as it is sealed, in the newest format."""
        return json.dumps({"f": self.FORMAT, **plain(self)}, ensure_ascii=False).encode()

    @classmethod
    def load(cls, text: bytes) -> Self:
        """Read what :meth:`dump` of this or an earlier version gave.

        :raises UnknownFormat: for anything else
        """
        try:
            found = json.loads(text)
            built: Self = _built(cls, _upgraded(cls, found))
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise UnknownFormat(cls.__name__) from error
        return built


def _upgraded(kind: type[Document], found: Plain) -> Plain:
    written = found.pop("f")
    if type(written) is not int or not 1 <= written <= kind.FORMAT:
        raise UnknownFormat(kind.__name__)
    for version in range(written, kind.FORMAT):
        found = kind.UPGRADES[version](found)
    return found


def plain(value: Any) -> Any:
    """A document's value as JSON has it: objects, lists, days as ISO 8601."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _shape(kind: type) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _built(kind: Any, found: Plain) -> Any:
    """The dataclass; a value the document does not have takes its default."""
    shape = _shape(kind)
    return kind(**{name: _typed(shape[name], found[name]) for name in shape if name in found})


def _typed(wanted: Any, found: Any) -> Any:
    if type(found) is wanted:  # as most are: text
        return found
    if get_origin(wanted) is UnionType:
        if found is None and NoneType in get_args(wanted):
            return None
        return _typed(next(kind for kind in get_args(wanted) if kind is not NoneType), found)
    if get_origin(wanted) is tuple:
        return tuple(_typed(get_args(wanted)[0], one) for one in found)
    if wanted is date:
        return date.fromisoformat(found)
    if is_dataclass(wanted):
        return _built(wanted, found)
    raise TypeError
