# Homeward. `make help` lists what can be done here.
PYTHON ?= python3
PY := .venv/bin/python
DEMO := HOMEWARD_MODE=demo
# For every platform, with hashes, and without a word on where anything was downloaded.
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m uv pip compile --quiet --universal \
  --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help run code test browser check format bench coverage lock clean runtime dev

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: runtime ## start everything on this machine, with a fictional demo organisation
	@$(DEMO) $(PY) -m config.run

code: runtime ## print the one-time codes the demo's people need just now
	@$(DEMO) $(PY) manage.py demo_accounts --codes

test: dev ## run the tests (SQLite; no service needed)
	$(PY) -m pytest $(ARGS)

browser: dev ## run the journeys in Chromium, with the accessibility scan
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || { \
	  echo "The journeys need Chromium and its driver: apt-get install chromium chromium-driver"; exit 1; }
	$(PY) -m pytest -m journey $(ARGS)

check: dev ## look for mistakes without running the tests
	$(PY) -m config.check

format: dev ## put the code in its usual shape
	$(PY) -m ruff check --fix-only --quiet .
	$(PY) -m ruff format --quiet .

bench: dev ## measure the promised numbers (ARGS="--postgres" and so on)
	$(PY) -m tests.bench $(ARGS)

coverage: dev ## run the tests and show the branches no test takes; keys, gate and actions must have none
	$(PY) -m pytest --cov --cov-report=term $(ARGS)
	$(PY) -m coverage report --fail-under=100 \
	  --include='vault/*,accounts/gate*,accounts/actions/*,cases/actions/*,contacts/actions/*'

lock: dev ## compile the locks from pyproject.toml again (ARGS=--upgrade for newer versions)
	$(COMPILE) -o requirements/runtime.txt $(ARGS)
	$(COMPILE) --extra dev -c requirements/runtime.txt -o requirements/dev.txt $(ARGS)

clean: ## remove what make made, but never the data in var/
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime dev:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Homeward needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -I config/environment.py $@ "$(firstword $(MAKECMDGOALS))"
