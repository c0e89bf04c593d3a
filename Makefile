# 知礼 Zhili. `make help` says what there is.
#
# A bare Debian 12 with python3, pip and make is enough. uv is put into .tools by pip, everything else by uv, and all of
# it is pinned by hash. Behind a mirror, set what pip, uv and npm read: PIP_INDEX_URL, UV_DEFAULT_INDEX, NPM_CONFIG_REGISTRY.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
WORKERS ?= 2
ARGS ?=
ONLY ?=

export UV_PYTHON_DOWNLOADS := never
export PYTHONUTF8 := 1

UV := .tools/bin/uv
BIN := .venv/bin
FLASK := $(BIN)/flask --app app
PROGRAM := app.py $(shell find learning -name '*.py')
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard translations/*/LC_MESSAGES/*.po))
VENDOR := static/vendor/htmx.min.js
SYSTEM_CHROMIUM := /usr/bin/chromium
CHROMIUM := $(if $(wildcard $(SYSTEM_CHROMIUM)),,.tools/chromium/chromium)
COMPILE := $(UV) pip compile --quiet --universal --python-version 3.11.2 --generate-hashes --no-emit-index-url --no-header

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help setup run work test soak bench lock

help:  ## 这份说明 · this list
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r a b; do printf '%-14s %s\n' "$$a" "$$b"; done

setup: .venv/.dev .venv/.compiled $(VENDOR) $(CATALOGUES) $(CHROMIUM)  ## 装好一切，连同测试工具 · everything, test tools included

run: .venv/.compiled $(VENDOR) $(CATALOGUES)  ## 演示银行，PORT= 换端口 · the demonstration bank; PORT= changes the port
	LEARNING_DATA=$${LEARNING_DATA:-.data/demo} $(FLASK) serve --demo --port $(PORT)

work: .venv/.compiled $(CATALOGUES)  ## 后台任务进程 · the worker process
	$(FLASK) work

test: setup  ## 全部测试，ARGS= 传给 pytest · every test; ARGS= goes to pytest
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(FLASK) content check content
	$(BIN)/pytest -n $(WORKERS) $(ARGS)

soak: setup  ## 长时间测试，SOAK_MINUTES= 定时长 · the long runs; SOAK_MINUTES= sets how long
	$(BIN)/pytest -m soak $(ARGS) tests/soak

bench: setup  ## 性能场景，ONLY= 只跑一个，SCALE= 定规模 · the scenarios; ONLY= runs one, SCALE=1k,10k sets the sizes
	$(BIN)/python -m bench $(ONLY)

lock: .tools/.uv  ## 重新锁定依赖 · make the locks anew; ARGS=--upgrade takes newer versions
	cd requirements && ../$(COMPILE) $(ARGS) uv.in -o uv.lock
	cd requirements && ../$(COMPILE) $(ARGS) node.in -o node.lock
	$(COMPILE) $(ARGS) pyproject.toml -o requirements/run.lock
	$(COMPILE) $(ARGS) pyproject.toml --group dev -c requirements/run.lock -o requirements/dev.lock
	npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund --loglevel=error

.tools/.uv: requirements/uv.lock
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps --require-hashes --upgrade --target .tools -r requirements/uv.lock
	@touch $@

.venv/bin/python: | .tools/.uv
	$(UV) venv --quiet --allow-existing --python "$(PYTHON)" .venv

# A run environment never takes the test tools away from somebody who has them.
.venv/.run: requirements/run.lock | .venv/bin/python
	$(UV) pip sync --quiet --require-hashes --compile-bytecode requirements/$(if $(wildcard .venv/.dev),dev,run).lock
	@touch $@

.venv/.dev: requirements/dev.lock | .venv/bin/python
	$(UV) pip sync --quiet --require-hashes --compile-bytecode requirements/dev.lock
	@touch .venv/.run $@

# Bytecode is made here, once: a server may not write into its own program, and would compile all of it at every start.
.venv/.compiled: $(PROGRAM) .venv/.run
	$(BIN)/python -m compileall -q app.py learning
	@touch $@

$(VENDOR): package-lock.json deploy/fetch_vendor.py | .venv/.run
	$(BIN)/python deploy/fetch_vendor.py static

.tools/chromium/chromium: package-lock.json deploy/fetch_vendor.py | .venv/.dev
	$(BIN)/python deploy/fetch_vendor.py chromium

%.mo: %.po | .venv/.run
	$(BIN)/pybabel --quiet compile --input-file $< --output-file $@
