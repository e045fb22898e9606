"""Forms of documents."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.uploads import MOST_SEALED_BYTES, SealedUpload
from cases.sealed_files.papers import TITLE_LIMIT, FileKind, FileWords

NONE_CHOSEN = _("Choose a file. If you had chosen one, choose it again: files are not kept here.")
TOO_LARGE = _("“%(name)s” is larger than 100 MB. Split it, or make it smaller.")
EMPTY = _("“%(name)s” is empty. Choose the file again.")
ONLY_ONE = _("Choose one file: a newer version of this document.")


class FilesInput(forms.FileInput):
    """A choice of files, as many as are wanted."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> "list[UploadedFile[Any]]":
        """All files that were sent under this name."""
        found: list[UploadedFile[Any]] = files.getlist(name) if hasattr(files, "getlist") else []
        return found


class OneFileInput(FilesInput):
    """A choice of one file."""

    allow_multiple_selected = False


class SealedFilesField(forms.Field):
    """Files that were sealed as they arrived; gives a list of them."""

    widget = FilesInput
    default_error_messages = {"required": NONE_CHOSEN}

    def clean(self, value: Any) -> list[SealedUpload]:
        """Refuse none, empty ones, and ones that are too large, each by its name."""
        files: list[SealedUpload] = super().clean(value or [])
        wrong = [error for one in files if (error := _wrong(one))]
        if wrong:
            raise ValidationError(wrong)
        return files


def _wrong(file: SealedUpload) -> ValidationError | None:
    if file.blob is None or (file.size or 0) > MOST_SEALED_BYTES:
        return ValidationError(TOO_LARGE, params={"name": file.name})
    return None if file.size else ValidationError(EMPTY, params={"name": file.name})


class AddForm(forms.Form):
    """Documents to be kept, and what they are."""

    documents = SealedFilesField(
        label=_("Files"),
        help_text=_("Up to 100 MB each, several at once. They are sealed while they arrive."),
    )
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=FileKind.choices,
        widget=forms.Select(attrs={"class": "short"}),
    )
    title = forms.CharField(
        label=_("Title"),
        required=False,
        max_length=TITLE_LIMIT,
        help_text=_("If you leave it empty, the name of the file is used."),
    )

    def words(self) -> FileWords:
        """What the documents are called; several at once are called by their files' names."""
        several = len(self.cleaned_data["documents"]) > 1
        title = "" if several else self.cleaned_data["title"]
        return FileWords(title=title, kind=self.cleaned_data["kind"])


class RenewForm(forms.Form):
    """A newer file of a document."""

    documents = SealedFilesField(
        label=pgettext_lazy("document", "File"), widget=OneFileInput, help_text=_("Up to 100 MB.")
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def clean_documents(self) -> SealedUpload:
        """The one file."""
        files: list[SealedUpload] = self.cleaned_data["documents"]
        if len(files) != 1:
            raise ValidationError(ONLY_ONE)
        return files[0]


class NameForm(forms.Form):
    """What a document is called."""

    title = forms.CharField(label=_("Title"), max_length=TITLE_LIMIT)
    kind = forms.ChoiceField(
        label=_("What it is"),
        choices=FileKind.choices,
        widget=forms.Select(attrs={"class": "short"}),
    )
    note = forms.CharField(
        label=_("What to know about it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def words(self) -> FileWords:
        """The words of the form."""
        data = self.cleaned_data
        return FileWords(title=data["title"], kind=data["kind"], note=data["note"])
