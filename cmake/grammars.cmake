# tree-sitter's core and the published grammars: C sources inside npm packages, fetched by
# scripts/setup into build/grammars (pinned by cmake/grammars/package-lock.json) and compiled here.
# Our own Bicep grammar stands in parsers/bicep/grammar with its generated C.
set(RINGFENCE_GRAMMARS ${CMAKE_SOURCE_DIR}/build/grammars/node_modules CACHE PATH "where scripts/setup put the npm packages")
set(ts_core ${RINGFENCE_GRAMMARS}/tree-sitter/vendor/tree-sitter/lib)
if(NOT EXISTS ${ts_core}/src/lib.c)
  message(FATAL_ERROR "tree-sitter's sources are not there: run scripts/setup first (make does)")
endif()

add_library(tree-sitter STATIC ${ts_core}/src/lib.c)
target_include_directories(tree-sitter SYSTEM PUBLIC ${ts_core}/include PRIVATE ${ts_core}/src)
target_compile_definitions(tree-sitter PRIVATE _POSIX_C_SOURCE=200112L _DEFAULT_SOURCE)
target_compile_options(tree-sitter PRIVATE -w)

set(hcl ${RINGFENCE_GRAMMARS}/@tree-sitter-grammars/tree-sitter-hcl/src)
set(json ${RINGFENCE_GRAMMARS}/tree-sitter-json/src)
set(bicep ${CMAKE_SOURCE_DIR}/parsers/bicep/grammar/src)
function(ringfence_grammar name dir)
  set(sources ${dir}/parser.c)
  if(EXISTS ${dir}/scanner.c)
    list(APPEND sources ${dir}/scanner.c)
  endif()
  add_library(grammar_${name} OBJECT ${sources})
  target_include_directories(grammar_${name} PRIVATE ${dir})
  target_compile_options(grammar_${name} PRIVATE -w)
endfunction()
ringfence_grammar(hcl ${hcl})
ringfence_grammar(json ${json})
ringfence_grammar(bicep ${bicep})
add_library(grammars STATIC $<TARGET_OBJECTS:grammar_hcl> $<TARGET_OBJECTS:grammar_json> $<TARGET_OBJECTS:grammar_bicep>)
# The generated tables are always optimised: an unoptimised parser is ten times slower.
foreach(target tree-sitter grammar_hcl grammar_json grammar_bicep)
  target_compile_options(${target} PRIVATE -O2)
endforeach()
