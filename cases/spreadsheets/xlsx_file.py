"""Read an XLSX workbook (ECMA-376) in the confined child: sizes first, then openpyxl."""

import codecs
import contextlib
import io
import os
import re
import warnings
import zipfile
from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from xml.parsers import expat

# openpyxl takes the slow Python parser where defusedxml is installed, and lxml, whose entities
# are its own, where that is. Document types are refused below, for every part.
os.environ.update(OPENPYXL_DEFUSEDXML="False", OPENPYXL_LXML="False")

from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from cases.spreadsheets.gathering import Gathering
from cases.spreadsheets.limits import (
    LAST_ROW_NUMBER,
    MAX_MEMBERS,
    MAX_UNPACKED,
    Refusal,
)

TYPES = "[Content_Types].xml"
SHEET_TYPE = b"spreadsheetml.sheet.main+xml"
MACROS = (b"macroenabled", b"vbaproject", b"ms-excel.sheet.binary")
# Excel's escape for a sign that XML cannot hold; of these only line ends mean anything here.
ESCAPED = re.compile("_x000[dD]_\n?")
# Loaded now, for zipfile's names: the confined child can open no file for a codec later.
codecs.lookup("cp437")


def read_xlsx(data: bytes) -> dict[str, object]:
    """Give the table in the first sheet that holds anything; raises Refusal."""
    check_archive(data)
    warnings.simplefilter("ignore")
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    sheets = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
    gathering = Gathering()
    for sheet in sheets:
        gather(sheet, gathering)
        if gathering.rows:
            break
    return gathering.finished(kind="xlsx", encoding="", delimiter="")


def check_archive(data: bytes) -> None:
    """Refuse what is no plain workbook or would unpack beyond the limits.

    The sizes are those the archive declares; zipfile never unpacks more than was declared.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNPACKED:
            raise Refusal("unpacked")
        if any(member.flag_bits & 1 for member in members):
            raise Refusal("old_excel")
        check_types(archive)
        for member in members:
            check_no_doctype(archive, member)


def check_types(archive: zipfile.ZipFile) -> None:
    """Refuse macro and binary workbooks, other documents and other archives."""
    if TYPES not in archive.namelist():
        raise Refusal("other")
    types = archive.read(TYPES)
    if any(sign in types.lower() for sign in MACROS):
        raise Refusal("macros")
    if SHEET_TYPE not in types:
        raise Refusal("other")


def check_no_doctype(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Refuse a part with a document type: OPC forbids it, and entity bombs begin there.

    Reads only up to the first element, since a document type must stand before it.
    """
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("doctype")
    parser.StartElementHandler = lambda *_: seen.append("element")
    # What is no XML at all (a picture) is no danger here: openpyxl reads with the same parser.
    with archive.open(member) as part, contextlib.suppress(expat.ExpatError):
        while not seen and (chunk := part.read(4096)):
            parser.Parse(chunk, False)
    if seen[:1] == ["doctype"]:
        raise Refusal("broken")


def gather(sheet: Any, gathering: Gathering) -> None:
    """Collect the rows of one sheet, believing nothing it says about its own size."""
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > LAST_ROW_NUMBER:
            raise Refusal("broken")
        gathering.add(number, texts(row))


def texts(row: Iterable[Any]) -> list[str]:
    """Give the cells of a row as text."""
    return ["" if value is None else text_of(value) for value in row]


def text_of(value: Any) -> str:
    """Give a cell as text: formulas as they are written, days in ISO 8601, 12.0 as 12."""
    if isinstance(value, str):
        return ESCAPED.sub("\n", value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return text_of_moment(value)


def text_of_moment(value: Any) -> str:
    """Give a moment, a formula object, or a number, day, time or span, as text."""
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value.replace(microsecond=0))
    if isinstance(value, ArrayFormula):
        return str(value.text or "=")
    if isinstance(value, DataTableFormula):
        return "="
    return str(value)
