"""Conventions of the house, held by tests. The rule is in the name of each."""

import ast
import statistics
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
APPS = ("config", "info", "vault", "accounts", "cases", "contacts")
SOURCES = [
    path
    for app in APPS
    for path in sorted((ROOT / app).rglob("*.py"))
    if "migrations" not in path.parts
]
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tree(path: Path) -> ast.Module:
    """A source file, parsed."""
    return ast.parse(path.read_text(), filename=str(path))


def functions(paths: list[Path]) -> Iterator[tuple[Path, Function]]:
    """Every function of these files."""
    for path in paths:
        for node in ast.walk(tree(path)):
            if isinstance(node, Function):
                yield path, node


def length(node: Function) -> int:
    """Lines from ``def`` to the end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def percentile_95(lengths: list[int]) -> int:
    """The 95th percentile."""
    return sorted(lengths)[int(0.95 * (len(lengths) - 1))]


def test_functions_are_short() -> None:
    """Median 8 lines or fewer, 95th percentile 30."""
    lengths = [length(node) for _, node in functions(SOURCES)]
    assert statistics.median(lengths) <= 8
    assert percentile_95(lengths) <= 30


def test_views_are_short() -> None:
    """95th percentile 15 lines."""
    views = [path for path in SOURCES if "views" in path.parts]
    assert percentile_95([length(node) for _, node in functions(views)]) <= 15


def test_files_are_short() -> None:
    """300 lines; a module that grows becomes a folder of the same name."""
    assert [p for p in SOURCES if p.read_text().count("\n") > 300] == []


def test_runtime_dependencies_are_few_and_explained() -> None:
    """26 at most, each with its reason beside its line."""
    text = (ROOT / "pyproject.toml").read_text()
    found = tomllib.loads(text)["project"]["dependencies"]
    assert len(found) <= 26
    lines = text.splitlines()
    for dependency in found:
        [line] = [one for one in lines if f'"{dependency}"' in one]
        assert "#" in line, dependency


def test_no_drawer_for_anything() -> None:
    """No utils, helpers or services."""
    names = {"utils", "util", "helpers", "helper", "services", "misc", "common"}
    assert [p for p in SOURCES if p.stem in names or names & set(p.parts)] == []


def test_no_signals() -> None:
    """What happens is called by name, never by signal."""
    assert [
        p for p in SOURCES if "django.dispatch" in p.read_text() or "post_save" in p.read_text()
    ] == []


def test_no_admin_site() -> None:
    """It would be a second door."""
    assert [p for p in SOURCES if "django.contrib.admin" in p.read_text()] == []


def test_every_action_is_keyword_only() -> None:
    """A public function in actions takes its arguments by name."""
    actions = [p for p in SOURCES if "actions" in p.parts and p.name != "errors.py"]
    loose = [
        (path.name, node.name)
        for path in actions
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef)
        and any(one.arg == "by" for one in [*node.args.args])
        and not node.name.startswith("_")
    ]
    assert loose == []


GRANT_WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "delete"}


def writes_a_grant(node: ast.AST) -> bool:
    """Whether this is a call such as ``CaseGrant.objects.create(...)`` or ``x.grants.delete()``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    text = ast.unparse(node.func.value)
    return node.func.attr in GRANT_WRITES and (
        "Grant." in text or ".grants" in text or "grant_model" in text
    )


def test_only_the_vault_gives_and_takes_grants() -> None:
    """Grants come and go in vault alone, so none comes without a key or goes without rotation."""
    outside = [p for p in SOURCES if "vault" not in p.parts]
    wrong = [
        (str(path.relative_to(ROOT)), node.lineno)
        for path in outside
        for node in ast.walk(tree(path))
        if writes_a_grant(node)
    ]
    assert wrong == []
    assert writes_a_grant(ast.parse("CaseGrant.objects.filter(user=1).delete()", mode="eval").body)
    assert writes_a_grant(ast.parse("case.grants.create(user=1)", mode="eval").body)


def test_only_the_vault_knows_cryptography() -> None:
    """No primitive, and no library of them, anywhere else."""
    words = (
        "import cryptography",
        "from cryptography",
        "import secrets as",
        "pycryptodome",
        "nacl",
    )
    outside = [p for p in SOURCES if "vault" not in p.parts]
    assert [p for p in outside if any(word in p.read_text() for word in words)] == []


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_keep_to_the_policy_of_content(path: Path) -> None:
    """No inline script, no inline style, no |safe: the policy would refuse the first two."""
    text = path.read_text()
    assert "<script>" not in text
    assert " style=" not in text
    assert "|safe" not in text
    assert "autoescape off" not in text


def test_no_registry_or_machine_path_is_committed() -> None:
    """Locks and sources name packages, not where they were downloaded."""
    texts = [
        *SOURCES,
        *(ROOT / "requirements").glob("*.txt"),
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
    ]
    for path in texts:
        text = path.read_text()
        for word in ("--index-url", "--find-links", "files.pythonhosted", "/root/", "/work/"):
            assert word not in text, (path, word)


def test_notices_are_made_in_one_place() -> None:
    """So none is forgotten when mail is written: accounts/actions/notices.py tells members."""
    made = ("Notice.objects.create", "Notice.objects.bulk_create", "Notice(member")
    elsewhere = [p for p in SOURCES if p.name != "notices.py"]
    assert [p for p in elsewhere if any(word in p.read_text() for word in made)] == []
