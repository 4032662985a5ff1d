# Every target does the step of the same name in run.py, which works where make is missing too.
PYTHON ?= python3

STEPS := install run test check season demo bench screenshots lock migration translations

.DEFAULT_GOAL := help
.PHONY: help $(STEPS)

help:
	@$(PYTHON) run.py help

$(STEPS):
	@$(PYTHON) run.py $@ $(m) $(if $(all),all=1)
