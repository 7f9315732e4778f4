# make demo   the playground, in a browser on this machine
# make test   every check and every test
# make check  the checks that take seconds
# make bench  the benchmarks, each a ratio against a baseline in the same run
# make teams  what the bot says in Microsoft's own client and renderer; npm and Chromium must be there
# Each sets up what it needs in .venv; only Python 3.11 or newer and make must be there.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 3000
BIN := .venv/bin
# Where an image sets it, each of some hundred processes of the tests would compile the bot anew.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: demo test check bench teams screenshot clean

demo: .venv/run
	@$(BIN)/python -m bot demo --port $(PORT)

test: check
	$(BIN)/python -m pytest -n 3 --ignore tests/shape --ignore tests/prompts

check: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m prompts.check prompts/packs
	$(BIN)/python -m pytest -q tests/shape tests/prompts

bench: .venv/dev
	$(BIN)/python -m bench

teams: .venv/dev
	npm install --no-audit --no-fund --prefix .venv/npm @microsoft/m365agentsplayground@0.2.28 adaptivecards@3.0.6
	NPM_FOLDER=.venv/npm $(BIN)/python -m pytest -rs tests/journeys/test_teams_agents_playground.py tests/journeys/test_teams_cards.py

screenshot: .venv/dev
	$(BIN)/python -m tests.journeys.screenshot docs/images/playground.png

clean:
	rm -rf .venv .demo

.venv/run: pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	@echo "Setting up, once: a Python of its own in .venv ..."
	@$(PYTHON) -m venv .venv
	@echo "Downloading and installing what Fireside needs to run, about 70 packages; half a minute to two minutes ..."
	@$(PIP) -e .
	@touch $@

.venv/dev: .venv/run
	@echo "Downloading and installing what the tests need, once; half a minute to two minutes ..."
	@$(PIP) -e '.[test]'
	@touch $@
