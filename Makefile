# `make` installs what is missing and builds content/ into output/; `make test` installs and runs every test.

PYTHON ?= python3
RUN := .venv/bin/python
PYTEST := $(RUN) -m pytest -q -n auto --dist worksteal

.PHONY: build site setup setup-dev test test-fast pages fuzz audit lint ace readers check update lock reference declarations pictures gallery fangsong themes bench bundle clean help
.DEFAULT_GOAL := build

build: setup ## install what is missing, then build content/ into output/
	@$(RUN) compile.py build

site: setup ## write the documentation in docs/ to output/site/: web pages, PDF and EPUB, in English and Chinese
	@$(RUN) -m tools.site

setup: ## create a virtual environment with the program's libraries, and install system packages
	@$(PYTHON) tools/setup.py

setup-dev:
	@$(PYTHON) tools/setup.py --dev

test: setup-dev lint ## install, then check style and types and run every test
	$(PYTEST)

test-fast: setup-dev ## run the tests that need no packaging, validator, browser or long build: within a minute
	$(PYTEST) -m "not packaging and not validator and not browser and not slow"

pages: setup-dev ## lay out the 200 generated handouts of the tests on every paper, and look at 50 in a browser: some minutes
	JIANGYI_PAGES=1 $(PYTEST) tests/pages tests/web

fuzz: setup-dev ## try the laws with new generated input for five minutes
	$(RUN) -m tools.fuzz

audit: setup-dev ## compare the pinned libraries with the known security advisories
	$(RUN) -m tools.audit

lint: setup-dev ## check style and types
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy

ace: setup-dev build ## check the EPUBs of output/ with DAISY Ace
	$(RUN) -m tools.ace

readers: setup-dev ## read handouts with every PDF reader and e-reader, and write docs/content/readers*.md; calibre is installed for it
	@$(PYTHON) tools/setup.py --readers
	$(RUN) -m tools.readers --write

check: setup ## report problems in content/, without writing anything
	@$(RUN) compile.py check

update: setup-dev ## rewrite the expected results of the tests, to be reviewed with git diff
	$(RUN) -m pytest -q --update tests

reference: setup-dev ## generate docs/content/reference*.md from the model
	$(RUN) -m tools.reference

declarations: setup-dev ## store the C declarations of a new version of WeasyPrint
	$(RUN) -m tools.declarations

pictures: setup-dev ## render the pictures of the README and of the tutorial from pages
	$(RUN) -m tools.pictures
	$(RUN) -m tools.studio_pictures
	$(RUN) -m tools.tutorial

gallery: setup-dev ## generate docs/content/typesetting.md: the scorecard beside Typst and Chromium, and pictures of the rules
	$(RUN) -m pip install -q typst
	$(RUN) -m tools.scorecard

fangsong: ## install a Fangsong font for the theme of that name, on Debian and Ubuntu
	@$(PYTHON) jiangyi/doctor/fangsong.py

themes: setup-dev fangsong ## generate docs/content/themes*.md: the same pages in every theme
	$(RUN) -m tools.themes

bench: setup-dev ## compare time and memory with other programs, as ratios
	$(RUN) -m pip install -q typst
	for bench in bench/[a-z]*.py; do $(RUN) -m $$(echo $${bench%.py} | tr / .) || exit 1; done

bundle: setup-dev ## write an archive for Linux to output/ that needs neither Python nor Pango
	$(RUN) -m tools.bundle

lock: setup-dev ## upgrade and pin every library
	$(RUN) -m pip install -q uv
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade requirements.in -o requirements.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --upgrade -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean: ## delete built files and caches; the virtual environment and earlier versions of files stay
	rm -rf .jiangyi/cache .node .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find output -mindepth 1 -not -name .gitkeep -delete

help: ## list these targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'
