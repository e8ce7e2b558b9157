# Compiler settings that hold for our own code; third-party sources are built with their own.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE OFF)

option(RINGFENCE_TESTS "build the tests" ON)
option(RINGFENCE_BENCH "build the benchmark (needs the published Bicep grammar)" OFF)
option(RINGFENCE_FUZZ "build the libFuzzer targets (clang)" OFF)
option(RINGFENCE_STATIC "link libstdc++ and the Debian libraries statically" OFF)
set(RINGFENCE_SANITIZE "" CACHE STRING "sanitizers, as for -fsanitize= (address,undefined or thread)")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

# What each of our own targets is compiled with.
add_library(ringfence_flags INTERFACE)
target_include_directories(ringfence_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(ringfence_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Wimplicit-fallthrough -Wno-missing-field-initializers>)
target_compile_definitions(ringfence_flags INTERFACE RINGFENCE_VERSION="${PROJECT_VERSION}")

if(RINGFENCE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(RINGFENCE_SANITIZE)
  add_compile_options(-fsanitize=${RINGFENCE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${RINGFENCE_SANITIZE})
endif()
