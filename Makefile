# Commands of the portal. `make run` is all a newcomer needs.
.PHONY: setup run data test check format messages clean
PY = .venv/bin/python

setup: ## install what is missing, build .venv and the demo database
	@deploy/bin/prepare
	@$(MAKE) --no-print-directory data

run: ## serve the demo on http://127.0.0.1:8000/ (PORT changes it)
	@deploy/bin/prepare run
	@$(MAKE) --no-print-directory data
	@deploy/bin/serve

data:
	@$(PY) manage.py messages --compile
	@$(PY) manage.py migrate --noinput -v 0
	@$(PY) manage.py collectstatic --noinput -v 0
	@$(PY) manage.py demo

test: ## all tests, on SQLite and on PostgreSQL, and in Chromium
	@deploy/bin/prepare tests
	@$(PY) manage.py messages --compile
	env -u DATABASE_URL MODE=test .venv/bin/pytest -n 2 -m "not postgresql"
	MODE=test deploy/bin/with-postgres .venv/bin/pytest -n 2 -m "not browser"

check: ## linters and guards
	@deploy/bin/prepare tests
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djlint --lint --quiet templates
	.venv/bin/lint-imports
	$(PY) manage.py makemigrations --check --dry-run -v 0
	$(PY) manage.py check
	$(PY) manage.py messages --check
	.venv/bin/deptry .
	MODE=test .venv/bin/pytest tests/hall/test_clauses.py tests/hall/test_dependencies.py

format: ## put the code into its form
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

messages: ## renew the catalogues
	$(PY) manage.py messages
	$(PY) manage.py messages --compile

clean: ## forget the demo
	rm -rf var
