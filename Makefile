# Daicho: everything a developer runs. `make` or `make help` prints this list.
.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
BIN := $(VENV)/bin
WORKERS ?= 2
SEEDS ?= 300
DEMO ?=
TESTS ?=
BENCHES ?= law load apply propagate search receive inquiry certificate vault page
FAST := tests/values tests/law tests/protocol tests/simulation tests/exchange/test_core_*.py tests/systems/register

.PHONY: help demo test test-fast lint format bench simulate conformance docs pictures lock clean install install-dev

help: ## この一覧 / this list
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: ## 実行に必要なものを .venv へ / what running needs, into .venv
	@tools/prepare.sh runtime

install-dev: ## 試験に必要なものも / what tests need as well
	@tools/prepare.sh dev

demo: install ## 全体網のデモ(Ctrl-C で終了)/ the whole network, in the browser: make demo DEMO="--people 20000"
	$(BIN)/daicho demo $(DEMO)

test: install-dev ## すべての試験、要件の記録、網羅 / every test; the record for `daicho conformance`; every branch of the pure rooms
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(if $(TESTS),$(TESTS),--cov)

test-fast: install-dev ## 一分以内: 法と住民記録 / within a minute: the pure rooms and the register on its database
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -m "not slow" $(or $(TESTS),$(FAST))

lint: install-dev ## ruff, mypy, import-linter
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: install-dev ## 整形 / format and mend what can be mended by machine
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install-dev ## 計測、下限との比 / measure, as ratios to floors of the same run
	@missed=; for what in $(BENCHES); do $(BIN)/daicho bench $$what || missed="$$missed $$what"; done; \
	if [ -n "$$missed" ]; then echo "missed or broken off:$$missed" >&2; exit 1; fi

simulate: install-dev ## 通信の模擬: make simulate SEEDS=10000 / the exchange through loss, crash and restart
	$(BIN)/python -m daicho.exchange.simulator --seeds $(SEEDS)

conformance: install-dev ## 要件との対応 / requirements covered by the last full run
	$(BIN)/daicho conformance

lock: install-dev ## 依存の固定を作り直す / renew the locked requirements
	$(BIN)/uv pip compile $(LOCK) pyproject.toml -o requirements/runtime.txt
	$(BIN)/uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements/dev.txt
LOCK := --generate-hashes --no-emit-index-url --no-annotate --no-header --universal --python-version 3.11 --quiet

pictures: install-dev ## 画面の写真を撮り直す / pictures of every screen, for docs/pictures.md
	$(BIN)/python tools/pictures.py

docs: install ## コードから作る頁を書き直す / write the pages that are made from the code again
	$(BIN)/python tools/write_errors.py
	$(BIN)/python tools/write_screens.py
	$(BIN)/python tools/write_items.py
	$(BIN)/python -m daicho.host.features.write_steps

clean: ## 作ったものを消す / remove what was made (not the data of a demonstration elsewhere)
	rm -rf $(VENV) var build dist htmlcov .coverage* .pytest_cache .mypy_cache* .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
