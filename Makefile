# What a change goes through. `.ci/run` does all of it in a fresh environment, and more.
.PHONY: lint fast test all docs site bench

lint:  ## format, lint, types, imports, spelling, words
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	codespell
	python .ci/words.py

fast:  ## unit tests, under a minute
	pytest --fast

test:  ## every claim, a spread share of the cases
	pytest

all:   ## every case
	pytest --all

docs:  ## the pages that are written from the code
	python tests/support/rules_page.py
	python tests/replay/coverage.py
	PYTHONPATH=tests/support python tests/test_site.py

site:  ## the documentation as a site, in build/site; needs the extra `clients`
	mkdocs build --strict --config-file .mkdocs.yml

bench: ## what docs/benchmarks.md shows
	python tests/bench/bench_cutter.py
	python tests/bench/bench_audit.py
	python tests/bench/bench_push.py
	python tests/bench/bench_fleet.py 100
