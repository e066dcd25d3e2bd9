# Everything a person does here, by name. `make help` tells what each target does.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
# torch's CPU wheels live on an index of their own: `make site TORCH_INDEX=<address from pytorch.org/get-started>`
TORCH_INDEX ?=
PIP_INSTALL = $(PY) -m pip install --quiet --disable-pip-version-check $(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))
export NO_MKDOCS_2_WARNING = 1

.DEFAULT_GOAL := help
.PHONY: help site serve scenes test lint bench lock clean

help:  ## tell what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.lock
	$(PYTHON) -m venv $(VENV)
	$(PIP_INSTALL) -r requirements.lock
	@touch $@
