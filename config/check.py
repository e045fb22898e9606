"""`make check`: every check that runs no test, all of them even where one fails."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.keyfiles import SECRETS, make_secret

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
MANAGE = (PYTHON, "manage.py")
STEPS: dict[str, tuple[str, ...]] = {
    "lint": (PYTHON, "-m", "ruff", "check", "."),
    "format": (PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."),
    "types": (PYTHON, "-m", "mypy"),
    "imports": (str(Path(PYTHON).with_name("lint-imports")), "--no-logo"),
    "templates": (PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"),
    "migrations": (*MANAGE, "makemigrations", "--check", "--dry-run"),
}
DEPLOYMENT = (*MANAGE, "check", "--deploy", "--fail-level", "WARNING")
AUDIT = (
    *(PYTHON, "-m", "pip_audit", "--requirement", "requirements/runtime.txt"),
    *("--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"),
)


def passes(name: str, command: tuple[str, ...], environment: Mapping[str, str]) -> bool:
    """Takes a check's name and command; runs it, says how it went, and gives that."""
    print(f"== {name}", flush=True)
    code = subprocess.call(command, cwd=ROOT, env=environment)  # noqa: S603 (commands are ours)
    return code == 0


@contextmanager
def environment(mode: str) -> Iterator[dict[str, str]]:
    """Takes a mode; gives an environment for it with throw-away secrets and data."""
    with tempfile.TemporaryDirectory() as folder:
        for name in SECRETS:
            make_secret(Path(folder) / "keys" / name)
        ours = {"HOMEWARD_MODE": mode, "HOMEWARD_DATA": folder, "HOMEWARD_HOSTS": "portal.example"}
        others = {k: v for k, v in os.environ.items() if not k.startswith("HOMEWARD_")}
        yield others | ours


def deployment_passes() -> bool:
    """Gives whether Django finds nothing to warn of in the settings of a deployment."""
    with environment("deployment") as deployment:
        return passes("deployment settings", DEPLOYMENT, deployment)


def weaknesses(packages: list[dict[str, Any]]) -> list[str]:
    """Takes what pip-audit says of each package; gives a line for each known weakness."""
    return [
        f"{package['name']} {package['version']}: {found['id']}"
        for package in packages
        for found in package.get("vulns", [])
    ]


def audit() -> tuple[list[dict[str, Any]], str]:
    """Gives what pip-audit says of each package that it could ask about, and why it could not."""
    answer = subprocess.run(AUDIT, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    packages = json.loads(answer.stdout)["dependencies"] if answer.stdout.strip() else []
    reasons = [package["skip_reason"] for package in packages if "skip_reason" in package]
    reasons += answer.stderr.strip().splitlines()[-1:]
    return [package for package in packages if "vulns" in package], (reasons or ["no answer"])[0]


def audit_passes() -> bool:
    """Gives whether no dependency has a known weakness; says so where nobody could answer."""
    print("== dependencies", flush=True)
    packages, reason = audit()
    if not packages:
        print(f"Not asked: no advisory service answers from here ({reason[:150]}).")
        return True
    found = weaknesses(packages)
    print("\n".join(found) or f"No known weakness in {len(packages)} packages.")
    return not found


def main() -> int:
    """Runs every check; gives 1 where any failed, and names them."""
    with environment("test") as test:
        results = {name: passes(name, command, test) for name, command in STEPS.items()}
    results["deployment settings"] = deployment_passes()
    results["dependencies"] = audit_passes()
    failed = [name for name, passed in results.items() if not passed]
    print("\nFailed: " + ", ".join(failed) if failed else "\nEvery check passed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
