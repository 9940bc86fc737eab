PORT ?= 8000
PYTHON = .venv/bin/python
# `make check` needs no database: an address that refuses at once, and no pool that waits for it.
ALONE = DATABASE_URL=postgres://nobody@127.0.0.1:1/none DATABASE_POOL_SIZE=0
PRODUCTION = HTTPS=1 MAIL_URL=smtp://mail.example:25 \
	SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))')

.PHONY: help demo demo-reset test probe mutants check fmt bench lock

help: ## List what make can do
	@sed -n 's/^\([a-z-]*\): .*## \(.*\)/make \1	\2/p' Makefile | expand -t 20

demo: ## Run the demo city here until Ctrl-C (PORT=8000)
	@requirements/install local
	@$(PYTHON) -m config.local demo --port $(PORT)

demo-reset: ## Forget everything the demo kept
	@requirements/install local
	@$(PYTHON) -m config.local reset

test: ## Run the whole suite (ARGS="-k word")
	@requirements/install dev
	$(PYTHON) -m pytest -n 2 $(ARGS)

probe: ## Run the long proofs whole, of which the suite runs a sample
	@requirements/install dev
	PROBE=1 $(PYTHON) -m pytest -n 2 tests/matrix tests/proof tests/journeys/test_zone_runs_itself.py \
		tests/journeys/test_pages.py $(ARGS)

mutants: ## Change the heart of approval in small ways; a test notices each (ARGS="routing")
	@requirements/install dev
	$(PYTHON) -m tests.proof.mutants $(ARGS)

check: ## Ask every tool that judges the code
	@requirements/install dev
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	git ls-files '*.html' | xargs .venv/bin/djade --check --target-version 6.1
	git ls-files '*.html' | xargs $(PYTHON) -m djlint --lint --quiet
	$(ALONE) $(PYTHON) -m mypy
	.venv/bin/lint-imports
	@mkdir -p var/generated
	$(ALONE) $(PYTHON) -W ignore manage.py makemigrations --check --dry-run
	$(ALONE) $(PYTHON) manage.py collect_translations --check
	$(ALONE) $(PYTHON) manage.py build_icons
	$(ALONE) $(PRODUCTION) $(PYTHON) manage.py check --deploy --fail-level WARNING

fmt: ## Format code and templates
	@requirements/install dev
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .
	git ls-files '*.html' | xargs .venv/bin/djade --target-version 6.1

bench: ## Measure, and print ratios
	@requirements/install bench
	$(PYTHON) -m benchmarks run

lock: ## Resolve requirements/*.in anew
	@requirements/install dev
	@for set in base local dev bench; do \
		UV_PYTHON_DOWNLOADS=never .venv/bin/uv pip compile --quiet --generate-hashes --no-header \
			--python-version 3.13 requirements/$$set.in -o requirements/$$set.txt; \
	done
