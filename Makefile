# The two commands of README.md, and what a developer needs beside them. Every target sets itself up.
#
#   make scan [ARGS="path --format json ..."]   build if needed, then run ringfence (default: the showcase)
#   make test                                   build and run all tests
#   make build      the release binary, at build/release/ringfence
#   make dev        tests with address and undefined-behaviour sanitizers        make tsan   thread sanitizer
#   make clang      compile everything with clang, warnings are errors           make tidy   clang-tidy
#   make fuzz       build and briefly run the fuzz targets (FUZZ_SECONDS=30)
#   make bench [CORPUS=folder]   whole scan against the published grammars' parse
#   make install [DESTDIR= PREFIX=/usr/local]   make package (.deb, .tar.gz in dist/)   make format

ARGS ?= --fail-on never fixtures/showcase
PREFIX ?= /usr/local
CORPUS ?= fixtures
FUZZ_SECONDS ?= 30

.PHONY: scan test build dev tsan clang tidy fuzz bench install package format clean

scan: build
	@build/release/ringfence scan $(ARGS)

build:
	@scripts/setup build
	@scripts/compile release

test:
	@scripts/setup test
	@scripts/compile test
	@ctest --test-dir build/test --output-on-failure

dev tsan:
	@scripts/setup test
	@scripts/compile $@
	@ctest --test-dir build/$@ --output-on-failure

clang:
	@scripts/setup clang
	@scripts/compile clang

tidy: clang
	@git ls-files 'parsers/*.cpp' 'analyzer/*.cpp' | xargs -n 4 -P 2 clang-tidy-14 -p build/clang --quiet

fuzz:
	@scripts/setup clang
	@scripts/compile fuzz
	@tests/fuzz/run $(FUZZ_SECONDS)

bench:
	@scripts/setup bench
	@scripts/compile release -DRINGFENCE_BENCH=ON
	@build/release/ringfence_bench $(CORPUS)

install: build
	@cmake --install build/release --prefix $(PREFIX)

package: build
	@cmake --build build/release --target package

format:
	@git ls-files '*.h' '*.cpp' | grep -v grammar/src/ | xargs clang-format-14 -i

clean:
	rm -rf build dist
