# The two commands are `make demo` and `make test`; either sets up what it needs first.
.PHONY: demo test long check bench lock css clean set_up set_up_browser

BIN := .venv/bin
ARGS ?=

# Settings like a server's, with which Django's deploy check is made; nothing connects to anything.
DEPLOYED := EVENREACH_DEMONSTRATION=0 EVENREACH_HOSTS=evenreach.example EVENREACH_MAIL= \
	EVENREACH_SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')

# Stops too when make itself is killed.
demo: set_up
	@exec setpriv --pdeathsig TERM -- $(BIN)/evenreach demo $(ARGS)

# Three parts at once, each with a database server of its own: the pages, the journeys in a
# browser, and all others. With ARGS (a file, -k words) there is one run.
test: set_up_browser
ifneq ($(ARGS),)
	$(BIN)/python -m pytest -m 'not long' $(ARGS)
else
	@mkdir -p build; \
	part() { EVENREACH_POSTGRES_FOLDER=$(CURDIR)/.evenreach/tests-of-$$1 \
		exec setpriv --pdeathsig TERM -- $(BIN)/python -m pytest -m 'not long' tests/$$1 \
		> build/tests-of-$$1.log 2>&1; }; \
	part web & web=$$!; part journeys & journeys=$$!; \
	$(BIN)/python -m pytest -m 'not long' --ignore tests/web --ignore tests/journeys; others=$$?; \
	wait $$web; web=$$?; wait $$journeys; journeys=$$?; \
	cat build/tests-of-web.log build/tests-of-journeys.log; \
	exit $$((others ? others : web ? web : journeys))
endif

long: set_up_browser
	$(BIN)/python -m pytest -m long $(ARGS)

check: set_up
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	EVENREACH_DEMONSTRATION=1 $(BIN)/mypy evenreach
	EVENREACH_DEMONSTRATION=1 $(BIN)/mypy --strict evenreach/methods
	$(BIN)/lint-imports
	$(BIN)/python tools/compile_css.py --check
	EVENREACH_POSTGRES_FOLDER=.evenreach/check EVENREACH_DEMONSTRATION=1 \
		$(BIN)/evenreach makemigrations --check --dry-run
	$(DEPLOYED) DATABASE_URL=postgresql://evenreach@127.0.0.1/evenreach \
		$(BIN)/evenreach check --deploy --fail-level WARNING

bench: set_up
	$(BIN)/python -m benchmarks $(ARGS)

# Newer releases of the libraries, with their hashes; the only target that changes the list.
lock: set_up
	$(BIN)/uv pip compile --universal --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --extra develop --upgrade --quiet \
		pyproject.toml -o requirements.lock

css: set_up
	$(BIN)/python tools/compile_css.py

# What was built and cached. The environment and the databases (.venv, .evenreach) stay.
clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	find evenreach tests -name __pycache__ -prune -exec rm -rf {} +

set_up:
	@./set_up.sh

set_up_browser:
	@./set_up.sh browser
