"""How the pages look: what can be checked without an eye."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STYLE = (ROOT / "static" / "style.css").read_text(encoding="utf-8")
