# Few words (house.md 11); `make help` lists them. Each begins with `setup`, which is quick once done.
.DEFAULT_GOAL := help
.PHONY: help setup lock run test test-night check fix browser guards benchmark certify mutants docs release

python := .venv/bin/python
in_parallel := -n $(shell echo $$(( $$(nproc 2>/dev/null || echo 1) + 1 ))) --dist worksteal

help:  ## List the words
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:  ## Make .venv as requirements.lock says
	@.ci/setup

run: setup  ## Serve the sandbox on port 8400 (PORT and HOMEROOM_HOME override)
	@exec .venv/bin/homeroom sandbox

test: setup  ## Run every test on both stores, with samples of the slow suites
	@.ci/system-packages postgresql curl chromium
	@HYPOTHESIS_PROFILE=$${HYPOTHESIS_PROFILE:-ci} $(python) -m pytest -q $(in_parallel)

test-night: setup  ## Run everything at full count, and look for known holes in dependencies
	@.ci/system-packages postgresql curl chromium nodejs npm ruby-omniauth-oauth2
	@HYPOTHESIS_PROFILE=night BROWSER=all $(python) -m pytest -q $(in_parallel)
	@$(python) -m tests.guards
	@.ci/audit

check: setup  ## Format, lint, types, floors, sizes, reference pages, the site
	@.venv/bin/ruff format --check --quiet . || (.venv/bin/ruff format --check . ; exit 1)
	@.venv/bin/ruff check --quiet .
	@.venv/bin/mypy packages tests examples
	@.venv/bin/lint-imports --no-logo
	@$(python) -m tests.architecture.sizes
	@$(python) .ci/reference.py --check
	@$(python) -m mkdocs build --strict --quiet

fix: setup  ## Format, mend what ruff can mend, write the reference pages
	@.venv/bin/ruff check --fix --quiet . || true
	@.venv/bin/ruff format --quiet .
	@$(python) .ci/reference.py

lock: setup  ## Resolve the dependencies again
	@.venv/bin/uv pip compile --universal --generate-hashes --no-header --no-emit-package homeroom \
	  --no-emit-package homeroom-kit --no-emit-package homeroom-wire --no-emit-index-url \
	  --no-emit-find-links --group pyproject.toml:dev packages/homeroom/pyproject.toml --extra browser --extra certify \
	  packages/homeroom-kit/pyproject.toml packages/homeroom-wire/pyproject.toml -o requirements.lock

benchmark: setup  ## Measure, as ratios to the physical limit
	@.ci/system-packages postgresql
	@$(python) -m benchmarks

docs: setup  ## Build the documentation, warnings being errors
	@$(python) .ci/reference.py --check
	@$(python) -m mkdocs build --strict --quiet

browser: setup  ## Walk every page and story in a browser (SCREENSHOTS=folder keeps pictures)
	@.ci/system-packages chromium
	@BROWSER=all SCREENSHOTS=$(abspath $(SCREENSHOTS)) $(python) -m pytest -q tests/browser $(in_parallel)

guards: setup  ## Take each guard away and see its test turn red
	@$(python) -m tests.guards

certify: setup  ## Certify the example applications, on a hub of their own
	@$(python) -m tests.certification.everything

mutants: setup  ## Try defective applications, and print what the certification says of each
	@.ci/system-packages chromium
	@$(python) -m tests.certification.matrix; syncs=$$?; \
	$(python) -m tests.certification.login_matrix && exit $$syncs

release: setup  ## Build and sign the three packages (RELEASE_KEY=path of an SSH key)
	@$(python) .ci/release.py
