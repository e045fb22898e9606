"""What in a file could act by itself, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WARNINGS: dict[str, str | Promise] = {
    "script": _("It carries code (JavaScript) that can run when it is opened."),
    "launch": _("It can start programs or send what is typed into it."),
    "enclosed": _("It has other files or objects inside."),
    "form": _("It is a form that can run code."),
    "locked": _("It is locked with a password, so nobody could look inside."),
    "hidden": _("Parts of it could not be looked into."),
    "macros": _("It carries macros or parts that can run when it is opened."),
    "packed": _("It packs other files. What they are was not looked at."),
    "program": _("It is a program or script. Opening it runs it."),
    "web": _("It is a web page or drawing that can carry code and call home when it is opened."),
    "unknown": _("Its kind was not recognised, so nobody knows what opening it does."),
    "unread": _("It could not be looked through: it is damaged, or made to be hard to read."),
}
