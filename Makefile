# `make` lists what can be made. Needs Python 3.11+ and nothing else.

PORT ?= 8000
HOST ?= 127.0.0.1
REGISTRY_RUN_DIR ?= .run
TESTS ?=
PYTEST_ARGS ?= -n 2

# The first of these that runs and is new enough; PYTHON=… names another.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$p" && break; done)

VENV := .venv
RUN := $(VENV)/bin/python
export REGISTRY_RUN_DIR
export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo address python setup test check format bench soak messages lock stop clean distclean

help:  ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1#\2/p' $(firstword $(MAKEFILE_LIST)) | while IFS='#' read -r n t; do printf '%-18s %s\n' "$$n" "$$t"; done

demo: address setup  ## start everything with the demo city; PORT=8000 HOST=127.0.0.1; Ctrl-C stops it
	@exec $(RUN) -m registry.demo --host '$(HOST)' --port '$(PORT)'

address: python
	@"$(PYTHON)" registry/demo/preflight.py '$(HOST)' '$(PORT)' '$(REGISTRY_RUN_DIR)'

python:
	@if [ -z "$(PYTHON)" ]; then \
		if command -v python3 >/dev/null 2>&1; then python3 registry/demo/preflight.py PYTHON; fi; \
		echo '没有找到可用的 Python 3.11+（含 venv）：请安装后重试，或用 make PYTHON=/路径/python3 指定。'; \
		echo 'No usable Python 3.11+ (with venv) was found: install one, or name it with make PYTHON=/path/to/python3.'; \
		exit 1; \
	fi; "$(PYTHON)" registry/demo/preflight.py PYTHON

# The environment is current when it runs, lies where it was made, and carries a copy of this very lock.
setup: python  ## make the virtual environment from requirements.lock, and the translations
	@here="$$(cd . && pwd -P)"; \
	if ! [ "$$($(RUN) -c 'import sys; print(sys.prefix)' 2>/dev/null)" = "$$here/$(VENV)" ]; then \
		echo '  创建运行环境 · Creating the virtual environment …'; \
		rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV) || exit 1; \
	fi; \
	if ! [ "$$(cat $(VENV)/installed.lock 2>/dev/null)" = "$$(cat requirements.lock)" ]; then \
		echo '  安装依赖，第一次需要一两分钟 · Installing dependencies, a minute or two the first time …'; \
		began=$$(date +%s); \
		$(RUN) -m pip install -qq --no-input --require-hashes -r requirements.lock || { \
			echo '依赖安装失败：请检查网络（或 pip 的 index 设置）和磁盘空间后重试。'; \
			echo 'Installing failed, as above: check the network (or the index pip is set to) and the disk, and try again.'; \
			exit 1; }; \
		cp requirements.lock $(VENV)/installed.lock; \
		echo "  依赖已安装 · Dependencies installed: $$(( $$(date +%s) - began )) s"; \
	fi
	@$(RUN) -m registry.messages compile

test: setup  ## run the whole suite; TESTS=path PYTEST_ARGS='-n 2'
	@$(RUN) -m pytest $(PYTEST_ARGS) $(TESTS)

check: setup  ## format, lint, import layers, missing migrations, incomplete translations
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(VENV)/bin/lint-imports
	$(RUN) manage.py makemigrations --check --dry-run
	$(RUN) -m registry.messages check

format: setup  ## format and fix what can be fixed
	@$(RUN) -m ruff check --fix --quiet . ; $(RUN) -m ruff format .

bench: setup  ## one JSON line per figure, the product beside its baseline; PEOPLE=20000
	@$(RUN) -m benchmarks

soak: setup  ## the races, kills, crashes and random walks at DOSE=50 times the dose of CI (docs/proofs.md); REGISTRY_SEED=… replays
	@REGISTRY_SOAK=$(or $(DOSE),50) $(RUN) -m pytest -rP tests/races tests/faults tests/ledger/test_tampering.py tests/enrolment/test_races.py \
		tests/payments/test_walk.py tests/core/test_jobs.py tests/city

messages: setup  ## bring the message catalogue in line with the sources
	@$(RUN) -m registry.messages update && $(RUN) -m registry.messages compile

lock:  ## compile requirements.lock from pyproject.toml (needs uv)
	@uv pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes --no-emit-index-url \
		--no-header --extra dev pyproject.toml -o requirements.lock
	@! grep -n '://' requirements.lock

stop:  ## stop what a killed demo or test run left behind
	@[ ! -x $(RUN) ] || $(RUN) -m registry.demo --stop

clean: stop  ## stop the demo and remove its data, logs, caches and compiled files; keeps the environment
	@rm -rf .run .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -path ./$(VENV) -prune -o \( -name __pycache__ -o -name '*.mo' \) -print0 | xargs -0 rm -rf

distclean: clean  ## also remove the virtual environment
	@rm -rf $(VENV)
