# Every target makes the virtual environment itself, and again when pyproject.toml has changed.
#
#   make run              open the window on the gallery; where there is no display, draw the windows to picture files
#   make run FILE=a.dx    open a document or a script
#   make test             the test suite                    (make test ARGS='-k tanh -x' passes arguments on to pytest)
#   make fuzz             a million random programs, on all cores; goes on where it stopped
#   make tiers            ten thousand random programs on all tiers, in an hour
#   make confluence       rewrite 100,000 random programs written in other orders; goes on for an hour
#   make lint             style, format and types           (make format mends what can be mended)
#   make docs             the pictures and the generated pages of the manual
#   make faults           plant faults in the rules of derivatives, and see that a test finds each
#   make kills            kill batches at random moments, and see that they go on to the same bytes
#   make bench            the same work on this core and on its peers (make bench QUICK=1 for some of it, in three minutes)
#   make wheel            dist/*.whl and dist/*.tar.gz
#   make clean            remove what was made

PYTHON_OF_VENV := .venv/bin/python
PROCESSES ?= auto
ARGS ?=

# The name of a file may hold spaces: it goes through the environment.
export FILE

.PHONY: help run test fuzz tiers confluence lint format docs faults kills bench wheel clean environment environment-dev

help:
	@sed -n 's/^#   //p' Makefile

environment:
	@tools/environment

environment-dev:
	@tools/environment dev

run: environment
	@tools/run

test: environment-dev
	@$(PYTHON_OF_VENV) tools/system_libraries.py
	@$(PYTHON_OF_VENV) -m pytest -n $(PROCESSES) --maxprocesses 4 --dist worksteal $(ARGS)

fuzz: environment-dev
	@$(PYTHON_OF_VENV) -m tests.core.random.fuzz $(ARGS)

tiers: environment-dev
	@$(PYTHON_OF_VENV) -m tests.core.tiers.fuzz $(ARGS)

confluence: environment-dev
	@$(PYTHON_OF_VENV) -m tests.core.rewrite.confluence $(ARGS)

lint: environment-dev
	$(PYTHON_OF_VENV) -m ruff check
	$(PYTHON_OF_VENV) -m ruff format --check
	$(PYTHON_OF_VENV) -m mypy

format: environment-dev
	$(PYTHON_OF_VENV) -m ruff check --fix
	$(PYTHON_OF_VENV) -m ruff format

docs: environment
	@$(PYTHON_OF_VENV) tools/system_libraries.py
	@$(PYTHON_OF_VENV) -m explorer pictures --out docs/pictures --manual
	@$(PYTHON_OF_VENV) -m tools.pages

faults: environment-dev
	@$(PYTHON_OF_VENV) tools/plant_faults.py $(ARGS)

kills: environment-dev
	@$(PYTHON_OF_VENV) -m tests.batch.kill $(ARGS)

bench: environment-dev
	@$(PYTHON_OF_VENV) -m benchmarks $(if $(QUICK),--quick) $(ARGS)

wheel: environment-dev
	@$(PYTHON_OF_VENV) -m hatchling build -d dist

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
