# `make` sets everything up and builds content/ into output/; `make test` sets up and runs every test.

PYTHON ?= python3
RUN := .venv/bin/python

.PHONY: build setup setup-dev test lint ace check update lock reference pictures gallery bench clean help
.DEFAULT_GOAL := build

build: setup ## set up what is missing, then build content/ into output/
	@$(RUN) compile.py build

setup: ## a virtual environment with the program's libraries, and the system's parts
	@$(PYTHON) tools/setup.py

setup-dev:
	@$(PYTHON) tools/setup.py --dev

test: setup-dev lint ## set up, then style, types and every test
	$(RUN) -m pytest -n auto -q

lint: setup-dev ## style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

ace: setup-dev build ## what DAISY Ace has against the EPUBs of output/: nothing
	$(RUN) -m tools.ace

check: setup ## problems in content/, without writing anything
	@$(RUN) compile.py check

update: setup-dev ## rewrite what the tests expect, to be read with git diff
	$(RUN) -m pytest -q --update tests

reference: setup-dev ## write docs/content*.md from the model
	$(RUN) -m tools.reference

pictures: setup-dev ## draw the README's pictures from the pages
	$(RUN) -m tools.pictures

gallery: setup-dev ## draw docs/typesetting.md, each rule of line setting before and after
	$(RUN) -m tools.gallery

bench: setup-dev ## what the program costs beside its peers, as ratios
	$(RUN) -m pip install -q typst
	for bench in bench/[a-z]*.py; do $(RUN) -m $$(echo $${bench%.py} | tr / .) || exit 1; done

lock: setup-dev ## pin every library again, newest versions first
	$(RUN) -m pip install -q uv
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## what was built, and the cache; the virtual environment stays
	rm -rf .jiangyi .node .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find output -mindepth 1 -not -name .gitkeep -delete

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'
