# rehearse: one Makefile, out of tree, generated dependencies. `make help` lists the targets.
VARIANT ?= release
BUILD := build/$(VARIANT)
PREFIX ?= /usr/local
CC ?= gcc
CXX ?= g++
ifeq ($(origin CC),default)
CC := gcc
endif
ifeq ($(origin CXX),default)
CXX := g++
endif
PYTHON ?= python3

# `make V=1` shows the commands; without it a line a file.
ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-5s %s\n'
endif

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
.SUFFIXES:
# Objects stay, whatever they were made for.
.SECONDARY:

# A warning ends a build of ours (.ci/run and check-all set STRICT=1), not one with a compiler or a library that we never saw.
ERRORS := $(if $(STRICT),-Werror)

# ---- variants -------------------------------------------------------------------------------------------------------
WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wwrite-strings -Wpointer-arith -Wcast-qual \
        -Wformat=2 -Wundef -Wvla -Wswitch-enum -Wdouble-promotion -Wnull-dereference -Wimplicit-fallthrough $(ERRORS)
CWARN := $(WARN) -Wstrict-prototypes -Wmissing-prototypes
COMMON := -I. -g -ffp-contract=off -fno-strict-overflow -fstack-protector-strong -fvisibility=hidden -pthread
OPT_release := -O2 -D_FORTIFY_SOURCE=2
OPT_debug := -O0
OPT_asan := -O1 -fsanitize=address -fno-omit-frame-pointer
OPT_ubsan := -O1 -fsanitize=undefined,float-cast-overflow -fno-sanitize-recover=all
OPT_tsan := -O1 -fsanitize=thread
OPT_cov := -O0 --coverage -DRH_EACH_ITS_OWN_BLOCK=1
OPT_fuzz := -O1 -fsanitize=fuzzer-no-link,address,undefined,float-cast-overflow -fno-sanitize-recover=all -fno-sanitize=function
# Edges alone: five times the inputs an hour. What it keeps is then run through the variant fuzz.
OPT_edges := -O2 -fsanitize-coverage=inline-8bit-counters,pc-table
# The rooms that read what others wrote: without those whose edges are the targets' of VARIANT=edges, and with every
# branch where it is and once, so that comparing two texts is no edge anew in each caller.
OPT_rooms := -O1 -fno-inline $(filter-out -O2,$(OPT_edges)) -fsanitize-coverage-ignorelist=tests/fuzz/rooms.txt
ifndef OPT_$(VARIANT)
$(error VARIANT is one of release debug asan ubsan tsan cov fuzz edges rooms)
endif
OPT := $(OPT_$(VARIANT))
# A step goes through many small functions of several rooms: what is installed and what is timed is linked with the whole
# engine in view. Its objects hold plain code, too, which tests link: that is quicker to build.
LTO := $(if $(filter release,$(VARIANT)),$(if $(findstring gcc,$(CC)),-flto=auto -ffat-lto-objects))
NO_LTO := $(if $(LTO),-fno-lto)
ENGINE_FLAGS := -std=c17 $(CWARN) $(COMMON) $(OPT)
LIBS_PKG := sqlite3 libgit2 yaml-0.1 simdjson re2 libcrypto libical zlib libzstd expat
ifneq ($(shell command -v pkg-config),)
PKG_CFLAGS := $(patsubst -I%,-isystem %,$(shell pkg-config --cflags $(LIBS_PKG) 2>/dev/null))
PKG_LIBS := $(shell pkg-config --libs $(LIBS_PKG) 2>/dev/null)
endif
HARNESS_FLAGS := $(ENGINE_FLAGS) -D_POSIX_C_SOURCE=200809L $(PKG_CFLAGS)
# The C faces of C++ libraries: their headers are not ours to hold to our warnings.
CXX_FLAGS := -std=c++17 -Wall -Wextra $(ERRORS) $(COMMON) $(OPT) -fno-rtti $(PKG_CFLAGS)
LDLIBS = $(PKG_LIBS) -lstdc++ -lm -lpthread

# ---- sources --------------------------------------------------------------------------------------------------------
ENGINE_C := $(sort $(shell find engine -name '*.c' 2>/dev/null))
HARNESS_C := $(sort $(shell find harness -name '*.c' -not -path 'harness/cli/*' 2>/dev/null))
HARNESS_CC := $(sort $(shell find harness -name '*.cc' 2>/dev/null))
REPORTS_C := $(sort $(shell find reports -name '*.c' 2>/dev/null))
CLI_C := $(sort $(shell find harness/cli -name '*.c' 2>/dev/null))
TESTS_C := $(sort $(shell find tests -name 'test_*.c' 2>/dev/null))
TESTKIT_C := $(sort $(shell find tests/kit tests/reference tests/random -name '*.c' -not -name 'test_*' 2>/dev/null))
GENERATE_C := $(sort $(wildcard fixtures/generate/*.c))
TOOLS_C := $(sort $(shell find tests/tools -name '*.c' 2>/dev/null))

obj = $(patsubst %,$(BUILD)/obj/%.o,$(basename $(1)))
ENGINE_O := $(call obj,$(ENGINE_C))
MAPS := $(sort $(wildcard harness/ingest/maps/*.yaml))
HARNESS_O := $(call obj,$(HARNESS_C) $(HARNESS_CC)) $(BUILD)/obj/maps.o $(BUILD)/obj/starter.o
REPORTS_O := $(call obj,$(REPORTS_C)) $(BUILD)/obj/style.o
CLI_O := $(call obj,$(CLI_C))
TESTKIT_O := $(call obj,$(TESTKIT_C))
GENERATE_O := $(call obj,$(GENERATE_C))
TESTS := $(patsubst %.c,$(BUILD)/%,$(TESTS_C))
TOOLS := $(patsubst tests/tools/%.c,$(BUILD)/%,$(TOOLS_C))

.PHONY: all setup generate test demo check-headers check-layers check-all clean help FORCE
all: $(BUILD)/rehearse ## build the program at build/$(VARIANT)/rehearse (VARIANT: release debug asan ubsan tsan cov fuzz)

# A stamp that changes with the compiler and its flags is a prerequisite of every object.
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' '$(CC) $(CXX) $(HARNESS_FLAGS) $(CXX_FLAGS) $(LTO)' | cmp -s - $@ || printf '%s\n' '$(CC) $(CXX) $(HARNESS_FLAGS) $(CXX_FLAGS) $(LTO)' > $@

$(BUILD)/obj/engine/%.o: engine/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) cc $<
	$(Q)$(CC) $(ENGINE_FLAGS) $(LTO) -MMD -MP -c -o $@ $<
# Loops over columns, which the compiler makes wide.
$(BUILD)/obj/engine/expr/batch/kernels.o: ENGINE_FLAGS += $(if $(filter release,$(VARIANT)),-O3)
$(BUILD)/obj/engine/expr/batch/kernels.o: LTO :=
$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) cc $<
	$(Q)$(CC) $(HARNESS_FLAGS) -MMD -MP -c -o $@ $<
$(BUILD)/obj/%.o: %.cc $(BUILD)/flags
	@mkdir -p $(@D)
	$(say) cxx $<
	$(Q)$(CXX) $(CXX_FLAGS) -MMD -MP -c -o $@ $<

# The mappings that are part of the program, as C.
$(BUILD)/maps.c: harness/ingest/maps/embed.awk $(MAPS) $(BUILD)/flags
	$(say) awk $@
	$(Q)LC_ALL=C awk -f $< $(MAPS) > $@
# The first files of a register, too.
STARTER_TREE := harness/author/starter/tree
STARTER := $(sort $(shell find $(STARTER_TREE) -type f 2>/dev/null))
$(BUILD)/starter.c: harness/author/starter/embed.awk $(STARTER) $(BUILD)/flags
	$(say) awk $@
	$(Q)LC_ALL=C awk -v TREE=$(STARTER_TREE) -f $< $(STARTER) > $@
# The style sheet of the pages, too.
$(BUILD)/style.c: reports/pages/embed.awk reports/pages/style.css $(BUILD)/flags
	$(say) awk $@
	$(Q)LC_ALL=C awk -f $< reports/pages/style.css > $@
$(BUILD)/obj/maps.o $(BUILD)/obj/starter.o $(BUILD)/obj/style.o: $(BUILD)/obj/%.o: $(BUILD)/%.c
	@mkdir -p $(@D)
	$(say) cc $<
	$(Q)$(CC) $(HARNESS_FLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libengine.a: $(ENGINE_O)
	@rm -f $@
	$(say) ar $@
	$(Q)$(AR) rcs $@ $^
$(BUILD)/libharness.a: $(HARNESS_O)
	@rm -f $@
	$(say) ar $@
	$(Q)$(AR) rcs $@ $^
$(BUILD)/libreports.a: $(REPORTS_O)
	@rm -f $@
	$(say) ar $@
	$(Q)$(AR) rcs $@ $^
ARCHIVES := $(BUILD)/libharness.a $(BUILD)/libreports.a $(BUILD)/libengine.a

$(BUILD)/rehearse: $(CLI_O) $(ARCHIVES)
	$(say) link $@
	$(Q)$(CC) $(OPT) $(LTO) -pthread -Wl,--build-id=sha1 -o $@ $(CLI_O) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS)

# ---- made-up history ------------------------------------------------------------------------------------------------
generate: $(BUILD)/generate ## build the generator of made-up history at build/$(VARIANT)/generate
$(BUILD)/generate: $(GENERATE_O) $(BUILD)/libengine.a
	$(say) link $@
	$(Q)$(CC) $(OPT) $(NO_LTO) -pthread -o $@ $(GENERATE_O) $(BUILD)/libengine.a

# ---- tests ----------------------------------------------------------------------------------------------------------
$(BUILD)/tests/%: $(BUILD)/obj/tests/%.o $(TESTKIT_O) $(ARCHIVES)
	@mkdir -p $(@D)
	$(say) link $@
	$(Q)$(CC) $(OPT) $(NO_LTO) -pthread -o $@ $< $(TESTKIT_O) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS) -lcmocka
$(BUILD)/%: $(BUILD)/obj/tests/tools/%.o $(TESTKIT_O) $(ARCHIVES)
	$(say) link $@
	$(Q)$(CC) $(OPT) $(if $(findstring bench,$@),$(LTO),$(NO_LTO)) -pthread -o $@ $< $(TESTKIT_O) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS) -lcmocka

# Fuzz targets: with libFuzzer in the variants fuzz and edges, else with a driver that runs files.
FUZZERS := $(patsubst tests/fuzz/target_%.c,$(BUILD)/fuzz/%,$(sort $(wildcard tests/fuzz/target_*.c)))
# input.c stands before the archives, so that what it defines is taken from it.
FUZZ_O := $(call obj,tests/fuzz/world.c tests/fuzz/input.c $(if $(filter fuzz edges rooms,$(VARIANT)),,tests/fuzz/replay.c))
$(BUILD)/fuzz/%: $(BUILD)/obj/tests/fuzz/target_%.o $(FUZZ_O) $(TESTKIT_O) $(ARCHIVES)
	@mkdir -p $(@D)
	$(say) link $@
	$(Q)$(CC) $(OPT) $(NO_LTO) $(if $(filter fuzz edges rooms,$(VARIANT)),-fsanitize=fuzzer) -pthread -o $@ $< $(FUZZ_O) $(TESTKIT_O) -Wl,--start-group $(ARCHIVES) -Wl,--end-group $(LDLIBS) -lcmocka
.PHONY: fuzzers fuzz
fuzzers: $(FUZZERS)
FUZZ_RUNS ?= 20000000
FUZZ ?= expr print zone yaml blob envelope cloudevents csv xes mapping quarantine
FUZZ_VARIANT ?= fuzz
fuzz: ## run the fuzz targets with clang and libFuzzer, FUZZ_RUNS inputs each (FUZZ: which; FUZZ_VARIANT=edges: fast)
	@$(MAKE) --no-print-directory VARIANT=$(FUZZ_VARIANT) CC=clang CXX=clang++ fuzzers
	@tests/fuzz/run.sh build/$(FUZZ_VARIANT)/fuzz $(FUZZ_RUNS) $(FUZZ)

.PHONY: unit
unit: all generate $(TESTS) $(TOOLS) $(FUZZERS) ## build and run all tests, without set-up
	@BUILD=$(BUILD) tests/run $(TESTS)

# A make that was given no -j uses every processor in what set-up calls.
JOBS = $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 1))
# Set-up may bring the compiler and the libraries, so what is found by asking pkg-config is asked anew by a second make.
setup: ## install the Debian packages that are missing
	@ci/setup.sh
test: setup ## set up, build, run all tests
	@$(MAKE) -s $(JOBS) --no-print-directory unit

demo: setup ## set up, build, and judge a register by real won deals; the report's path comes last
	@echo 'building $(BUILD)/rehearse: about half a minute'
	@$(MAKE) -s $(JOBS) --no-print-directory all generate
	@BUILD=$(BUILD) ci/demo.sh

.PHONY: planted
planted: generate $(BUILD)/planted ## rank the fixes of 200 years with one thing wrong and of 200 clean ones (four minutes)
	@PLANTED_SEEDS=$${PLANTED_SEEDS:-200} PLANTED_JOURNEYS=$${PLANTED_JOURNEYS:-800} BUILD=$(BUILD) \
	 tests/harness/fixes/check_planted.sh

.PHONY: agree
AGREE_COUNT ?= 10000000
agree: $(BUILD)/agree ## hold the engine against the reference evaluator on 10 million random triples (AGREE_COUNT)
	@for seed in 1 2; do $(BUILD)/agree --count $$(($(AGREE_COUNT) / 2)) --seed $$seed & pids="$$pids $$!"; done; \
	 rc=0; for p in $$pids; do wait $$p || rc=1; done; exit $$rc

.PHONY: invariants
INVARIANTS_COUNT ?= 100000
invariants: $(BUILD)/invariants ## hold 100,000 random registers and journeys to what must always hold (INVARIANTS_COUNT)
	@$(BUILD)/invariants --count $(INVARIANTS_COUNT) --seed 1

.PHONY: edits
EDITS_COUNT ?= 100000
edits: $(BUILD)/edits ## hold what the gate's text rules call safe against random journeys, 100,000 proposals (EDITS_COUNT, EDITS_SEED)
	@$(BUILD)/edits --count $(EDITS_COUNT) --seed $${EDITS_SEED:-1}

.PHONY: slabs
SLABS_COUNT ?= 2000
slabs: all $(BUILD)/snapshots ## replay 2,000 random histories by the slabs of their stores and without (SLABS_COUNT, SLABS_SEED)
	@BUILD=$(BUILD) tests/random/check_slabs.sh $(SLABS_COUNT) $${SLABS_SEED:-1}

.PHONY: defects
defects: all generate $(BUILD)/invariants $(BUILD)/edits $(BUILD)/tests/cases/test_stories ## put invented defects into a copy of the core, and see a test red for each
	@tests/tools/defects.sh

.PHONY: bench-end-to-end
bench-end-to-end: all $(BUILD)/stopwatch ## time ingest and replay of the peers' records beside DuckDB
	@BUILD=$(BUILD) tests/bench/end_to_end.sh

.PHONY: bench-peers
bench-peers: $(BUILD)/bench_rules ## time the evaluation of rules beside the peers of ../shared/bench/peers
	@tests/bench/peers.sh $(BUILD)/bench_rules

# Counts add up over runs, so those of an earlier run go first.
.PHONY: coverage
coverage: ## run all tests with gcov and hold the branches they take to ci/coverage.txt
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) -s $(JOBS) --no-print-directory VARIANT=cov unit
	@BUILD=build/cov ci/coverage.sh

# The tests that lead through the rooms of ci/coverage.txt, in a tenth of the time of all; what they reach is a lower bound.
COVER := engine harness/load harness/compare harness/replay harness/author
COVER_TESTS := $(filter $(patsubst %,$(BUILD)/tests/%/%,$(COVER)),$(TESTS))
COVER_SCRIPTS := ^tests/(engine|conformance|reference|fuzz|random)/
.PHONY: coverage-core cover-core
coverage-core: ## the same by the tests of the engine, of loading and replaying, and by what is recorded, alone
	@find build/cov -name '*.gcda' -delete 2>/dev/null || true
	@$(MAKE) -s $(JOBS) --no-print-directory VARIANT=cov cover-core
	@BUILD=build/cov ci/coverage.sh
cover-core: all $(COVER_TESTS) $(TOOLS) $(FUZZERS)
	@BUILD=$(BUILD) SCRIPTS='$(COVER_SCRIPTS)' tests/run $(COVER_TESTS)

# ---- checks ---------------------------------------------------------------------------------------------------------
HEADERS := $(sort $(shell find engine harness reports tests -name '*.h' 2>/dev/null))
HEADER_STAMPS := $(patsubst %,$(BUILD)/headers/%.ok,$(HEADERS))
$(BUILD)/headers/engine/%.ok: engine/% $(BUILD)/flags
	@mkdir -p $(@D)
	@printf '#include "%s"\n#include "%s"\n' $< $< | $(CC) $(ENGINE_FLAGS) -MMD -MP -MT $@ -MF $@.d -fsyntax-only -x c - && touch $@
$(BUILD)/headers/%.ok: % $(BUILD)/flags
	@mkdir -p $(@D)
	@printf '#include "%s"\n#include "%s"\n' $< $< | $(CC) $(HARNESS_FLAGS) -MMD -MP -MT $@ -MF $@.d -fsyntax-only -x c - && touch $@
check-headers: $(HEADER_STAMPS) ## see that each header compiles alone, and twice
	@echo '$(words $(HEADERS)) passed, 0 failed, 0 skipped'

check-layers: $(ARCHIVES) ## see that every room includes and calls only what it may
	@BUILD=$(BUILD) ci/check-layers.sh

check-all: ## everything: release, clang, the sanitizers, valgrind, layers, headers (CHECK: which of them)
	@ci/setup.sh full
	@ci/check-all.sh $(CHECK)

# ---- getting it ------------------------------------------------------------------------------------------------------
.PHONY: install dist deb
install: $(BUILD)/rehearse ## install program, manual, completions, cases and fixtures below $(DESTDIR)$(PREFIX)
	@ci/install.sh $(BUILD) '$(DESTDIR)' '$(PREFIX)'
dist: ## pack the source as committed, with its checksum, in build/dist; the same commit gives the same bytes
	@ci/dist.sh build/dist
deb: $(BUILD)/rehearse ## make a Debian package in build/deb
	@ci/deb.sh $(BUILD) build/deb

.PHONY: golden docs
golden: $(BUILD)/tests/reports/test_golden $(BUILD)/tests/harness/ingest/test_exports ## write the golden reports, and what exports become, anew: read the diff
	@REHEARSE_GOLDEN=1 $(BUILD)/tests/reports/test_golden > /dev/null
	@REHEARSE_GOLDEN=1 $(BUILD)/tests/harness/ingest/test_exports > /dev/null
	@git --no-pager diff --stat -- tests/reports/golden tests/harness/ingest/exports
docs: $(BUILD)/rehearse ## write the manual page and the completion scripts of share/ anew
	$(BUILD)/rehearse help --man > share/man/man1/rehearse.1
	$(BUILD)/rehearse help --completion bash > share/bash-completion/completions/rehearse
	$(BUILD)/rehearse help --completion zsh > share/zsh/site-functions/_rehearse
	$(BUILD)/rehearse help --completion fish > share/fish/vendor_completions.d/rehearse.fish

.PHONY: conformance
conformance: $(BUILD)/cel_conformance ## run CEL's conformance suite (needs ../shared/data)
	$(BUILD)/cel_conformance ../shared/data/cel/cel-no-protobuf-subset.json

.PHONY: bench
bench: all generate $(TOOLS) ## time rules beside peers, ingest, replay, steps, revisions; needs 6 GB under build/bench
	@tests/bench/peers.sh $(BUILD)/bench_rules
	@BUILD=$(BUILD) tests/bench/end_to_end.sh
	@BUILD=$(BUILD) tests/bench/harness.sh
	@BUILD=$(BUILD) tests/bench/mutation.sh
	@$(BUILD)/bench_core cases build/bench/10000.jsonl
	@$(BUILD)/bench_replay cases build/bench/10000.db $$(tests/bench/rule-ns.sh)
	@BUILD=$(BUILD) tests/bench/diff.sh
	@BUILD=$(BUILD) tests/bench/log.sh
	@BUILD=$(BUILD) tests/bench/review.sh

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

clean: ## remove build/
	rm -rf build

-include $(shell find $(BUILD)/obj $(BUILD)/headers -name '*.d' 2>/dev/null)
