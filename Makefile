# SPDX-FileCopyrightText: 2026 marketops.binance contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# All of it runs in a virtual environment of the project's own. Needed are GNU make, git, and Python with its venv module.
PYTHON_CHECK := import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for python in python3.11 python3.12 python3.13 python3; do \
	$$python -c '$(PYTHON_CHECK)' 2>/dev/null && echo $$python && break; done)

VENV := $(CURDIR)/.venv
# ansible-test and others accept a collection only at such a path.
COLLECTIONS := $(VENV)/stage
STAGE := $(COLLECTIONS)/ansible_collections/marketops/binance
TARBALL := $(VENV)/dist/marketops-binance-$(shell sed -n 's/^version: //p' galaxy.yml).tar.gz

# Tools and tests see neither the user's settings nor credentials, nor the repository of a git hook that runs this.
unexport $(filter ANSIBLE_% BINANCE_% MYPY% PYTEST_% PYTHON% RUFF_%,$(.VARIABLES)) $(shell git rev-parse --local-env-vars 2>/dev/null)
RUN := env HOME=$(VENV)/home LC_ALL=C.UTF-8 PATH="$(VENV)/bin:$$PATH"
CHECK := $(RUN) NO_COLOR=1 ANSIBLE_COLLECTIONS_PATH=$(COLLECTIONS)
PIP_INSTALL = @echo 'Installing $< into .venv'; $(VENV)/bin/python -m pip install -qq --disable-pip-version-check -r $<
TITLE = @printf '\n== %s\n' $(@:run-%=%)

.PHONY: help
help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

.PHONY: demo
demo: $(VENV)/demo.stamp ## see a maintenance window from start to end on a simulated exchange
	@$(RUN) python tests/demo/run.py $(VENV)/demo

.PHONY: rehearsal
rehearsal: $(VENV)/demo.stamp ## rehearse one by hand, with three accounts on a simulated exchange
	@$(RUN) python tests/demo/rehearse.py $(VENV)/rehearsal

# The tests come last and alone: their last lines are what one looks for, and they measure time.
.PHONY: test
test: ## run all checks, and the tests that are not marked as long
	@status=0; for targets in 'sanity lint' 'units integration'; do \
		$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $$targets || status=1; done; exit $$status

# What depends on the project's files alone is not run again before one of them has changed.
LINTS := lint-ansible lint-changelog lint-docs lint-galaxy lint-licences lint-python lint-types lint-workflows lint-yaml
.PHONY: sanity lint $(LINTS)
sanity: ## run ansible-test's sanity tests
lint: $(LINTS) ## check style, types, documentation, changelog, licences, workflows, and what Galaxy checks
sanity $(LINTS): $(VENV)/stage.stamp
	@if test $(VENV)/passed/$@ -nt $<; then printf '\n== %s\nPassed before, and nothing has changed since.\n' $@; else \
		$(MAKE) --no-print-directory run-$@ && mkdir -p $(VENV)/passed && touch $(VENV)/passed/$@; fi

.PHONY: run-sanity $(LINTS:%=run-%)
run-sanity:
	$(TITLE)
	@$(VENV)/bin/python tests/tools/ansible_test_home.py $(VENV)/home
	@cd $(STAGE) && $(CHECK) sh -c 'ansible-test sanity --local \
		--python $$(python -c "import sys; print(\"%d.%d\" % sys.version_info[:2])")'

run-lint-ansible:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) ansible-lint --profile production --offline --strict

run-lint-changelog:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) antsibull-changelog lint && $(CHECK) antsibull-changelog lint-changelog-yaml changelogs/changelog.yaml

run-lint-docs:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) antsibull-docs lint-collection-docs --plugin-docs \
		--validate-collection-refs all --disallow-unknown-collection-refs .

# The importer reports most of what it dislikes as warnings, and succeeds.
run-lint-galaxy: $(TARBALL)
	$(TITLE)
	@cd $(<D) && $(CHECK) GALAXY_IMPORTER_CHECK_REQUIRED_TAGS=1 GALAXY_IMPORTER_REQUIRE_V1_OR_GREATER=1 \
		python -m galaxy_importer.main $(<F) >importer.log 2>&1; status=$$?; cat importer.log; \
		! grep -qE '^(WARNING|ERROR|CRITICAL)' importer.log && exit $$status

run-lint-licences:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) reuse lint-file $$(cat $(VENV)/stage.stamp) && echo 'Every file names its licence.'

run-lint-python:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) ruff check && $(CHECK) ruff format --check

# Plugins are checked for the oldest Python that mypy still knows; ruff rejects syntax newer than Python 3.9 there.
run-lint-types:
	$(TITLE)
	@cd $(COLLECTIONS) && $(CHECK) mypy --config-file $(STAGE)/pyproject.toml --python-version 3.10 \
		--package ansible_collections.marketops.binance.plugins
	@cd $(COLLECTIONS) && $(CHECK) mypy --config-file $(STAGE)/pyproject.toml \
		--package ansible_collections.marketops.binance.tests

run-lint-workflows:
	$(TITLE)
	@cd $(STAGE)/.github && $(CHECK) check-jsonschema --builtin-schema vendor.github-workflows workflows/*.yml
	@cd $(STAGE)/.github && $(CHECK) check-jsonschema --builtin-schema vendor.dependabot dependabot.yml
	@cd $(STAGE)/.github && $(CHECK) check-jsonschema --builtin-schema vendor.github-issue-config ISSUE_TEMPLATE/config.yml
	@cd $(STAGE)/.github && $(CHECK) check-jsonschema --builtin-schema vendor.github-issue-forms \
		$$(cd $(STAGE)/.github && ls ISSUE_TEMPLATE/*.yml | grep -v /config.yml)
	@cd $(STAGE) && $(CHECK) zizmor --offline --quiet --strict-collection --persona pedantic .github

run-lint-yaml:
	$(TITLE)
	@cd $(STAGE) && $(CHECK) yamllint --strict . && echo 'No problem in any YAML file.'

# ONLY chooses tests by parts of their names, the long ones too: ONLY='wrong_key or test_signing'.
CHOOSE = $(if $(ONLY),-k '$(ONLY)')
SHARE = $(or $(CHOOSE),$(if $(LONG),,-m 'not long'))

.PHONY: test-long
test-long: ## run all checks and all tests, in a quarter of an hour
	@$(MAKE) --no-print-directory test LONG=1

.PHONY: units
units: $(VENV)/stage.stamp ## run the unit tests
	$(TITLE)
	@cd $(STAGE) && $(CHECK) pytest --numprocesses 6 --dist worksteal tests/unit $(SHARE)

.PHONY: integration
integration: $(VENV)/collections.stamp ## run the integration tests, with the collection installed as a user would
	$(TITLE)
	@cd $(STAGE) && $(CHECK) ANSIBLE_COLLECTIONS_PATH=$(VENV)/collections pytest --numprocesses 2 --dist loadfile tests/integration $(SHARE)

.PHONY: bench bench-long
bench: ## measure the module beside yardsticks, in a few minutes
bench-long: ## measure more often, and with the real minute of the request weight
bench bench-long: $(VENV)/collections.stamp
	@cd $(COLLECTIONS) && $(CHECK) python -m ansible_collections.marketops.binance.tests.bench \
		$(if $(filter bench-long,$@),--long) --collections $(VENV)/collections --results $(VENV)/bench

# The long forms of what the unit tests run in part. STEPS and SEED choose the examples of the model.
STEPS := 20000
SEED := 1
TESTS := ansible_collections.marketops.binance.tests

.PHONY: matrix
matrix: $(VENV)/stage.stamp ## check that the module reports the truth, for each switch x each fault x each selector
	$(TITLE)
	@cd $(COLLECTIONS) && $(CHECK) python -m $(TESTS).matrix

.PHONY: model
model: $(VENV)/stage.stamp ## search for a case in which the module does not report the truth, in 20,000 tasks
	$(TITLE)
	@cd $(COLLECTIONS) && $(CHECK) python -m $(TESTS).unit.model.long --steps $(STEPS) --seed $(SEED)

# CORES chooses among the cores, such as CORES='2.16 2.19:3.13'.
CORES :=
.PHONY: cores targets
cores: ## try every ansible-core from 2.16 that this machine has a Python for; the first time takes an hour
targets: ## run the modules over SSH on this machine, with the Pythons and packages of distributions in use
cores targets: $(VENV)/stage.stamp
	$(TITLE)
	@cd $(STAGE) && $(CHECK) pytest tests/$@ --verbose --tb short -p no:cacheprovider --folder=$(VENV)/$@ $(CHOOSE) \
		$(if $(filter cores,$@),$(CORES:%=--core=%))

.PHONY: build
build: $(TARBALL) ## build the collection, into .venv/dist

.PHONY: docs
docs: $(VENV)/docs.stamp $(VENV)/stage.stamp ## build the HTML documentation, into .venv/docs/html
	$(TITLE)
	@cd $(STAGE) && $(CHECK) $(VENV)/bin/python tests/tools/build_docs.py $(VENV)/docs

.PHONY: clean
clean: ## remove what the other targets made
	rm -rf $(VENV)

$(VENV)/demo.stamp: tests/requirements-demo.txt
	@$(or $(PYTHON),false) -c '$(PYTHON_CHECK)' 2>/dev/null || { echo >&2 'Needed: Python 3.11, 3.12 or 3.13' \
		'with its venv module. Where it is not found: make PYTHON=/path/to/python3.11'; exit 1; }
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@mkdir -p $(VENV)/home
	$(PIP_INSTALL)
	@touch $@

$(VENV)/test.stamp: tests/requirements.txt $(VENV)/demo.stamp
	$(PIP_INSTALL)
	@touch $@

$(VENV)/docs.stamp: tests/requirements-docs.txt $(VENV)/test.stamp
	$(PIP_INSTALL)
	@touch $@

# Touched only if something changed.
$(VENV)/stage.stamp: $(VENV)/test.stamp FORCE
	@mkdir -p $(STAGE)
	@$(VENV)/bin/python tests/tools/stage.py . $(STAGE) $@

$(TARBALL): $(VENV)/stage.stamp
	@cd $(STAGE) && $(CHECK) ansible-galaxy collection build --force --output-path $(@D)

$(VENV)/collections.stamp: $(TARBALL)
	@$(CHECK) ansible-galaxy collection install --force --offline --collections-path $(VENV)/collections $< >$(VENV)/install.log 2>&1 || \
		{ cat $(VENV)/install.log; exit 1; }
	@touch $@

.PHONY: FORCE
FORCE:
