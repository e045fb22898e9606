"""How a case code stands in an address; a code is told from a word by its capitals."""

from django.urls import register_converter

from cases.models.case import CODE_ALPHABET


class CodeConverter:
    """A case code, such as ``K7-QFM``, as it stands in an address."""

    regex = f"[{CODE_ALPHABET}]{{2}}-[{CODE_ALPHABET}]{{4}}"

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


register_converter(CodeConverter, "code")
