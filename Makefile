# Copyright: (c) 2026, Motadata
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Python 3.11 or later with pip, and make: the rest is built below .build in this checkout.

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help bench demo simulator develop test test-all matrix docs format build changelog release publish clean python

help: ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do printf '  make %-10s %s\n' "$$name" "$$text"; done

demo: python ## Show the collection at work against a simulated server (ARGS=--help lists its options)
	@exec "$(PYTHON)" -B tools/demo.py $(ARGS)

simulator: python ## Run the simulated server in the foreground (ARGS="--help" lists its options)
	@exec "$(PYTHON)" -B tools/simulator.py $(ARGS)

develop: python ## Make Ansible use the collection in this checkout (ARGS=--simulator also keeps a server running)
	@exec "$(PYTHON)" -B tools/develop.py $(ARGS)

test: python ## Run everything that must pass before a change lands (ARGS="-s units-2.21" runs a part)
	@exec "$(PYTHON)" -B tools/check.py $(or $(ARGS),-t gate)

test-all: python ## Run the tests on every supported ansible-core and Python
	@exec "$(PYTHON)" -B tools/check.py -t all

matrix: python ## Print the jobs of test-all as JSON, for a continuous integration to run side by side
	@exec "$(PYTHON)" -B tools/matrix.py $(ARGS)

bench: python ## Measure what tasks cost beside what they are compared with (ARGS="--help" lists its options)
	@exec "$(PYTHON)" -B tools/bench.py $(ARGS)

docs: python ## Build the documentation site into .build/docs
	@exec "$(PYTHON)" -B tools/docs.py $(ARGS)

format: python ## Format the Python files
	@exec "$(PYTHON)" -B tools/check.py -s reformat

build: python ## Build the collection's archive into .build/dist
	@exec "$(PYTHON)" -B tools/build.py

changelog: python ## Turn changelogs/fragments into the release of the version in galaxy.yml (ARGS=generate: only write the page)
	@exec "$(PYTHON)" -B tools/check.py -s changelog -- $(ARGS)

release: python ## Check that the version in galaxy.yml can be released, and build it (ARGS="--help" lists its options)
	@exec "$(PYTHON)" -B tools/release.py $(ARGS)

publish: python ## Send the archive that release built to Ansible Galaxy, with the token in GALAXY_TOKEN
	@exec "$(PYTHON)" -B tools/publish.py

clean: ## Remove what the other targets built
	rm -rf .build .nox .mypy_cache .pytest_cache .ruff_cache .hypothesis tests/output

python:
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'This needs Python 3.11 or later: "$(PYTHON)" is missing or older; name another as in "make $(MAKECMDGOALS) PYTHON=python3.12".' >&2; \
		exit 1; }
