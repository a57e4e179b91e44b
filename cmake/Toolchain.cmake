# How the compiler, the linker and the compiler cache are called.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# Line tables are enough for stack traces and sanitizer reports; full debug information doubles the build.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1 -DNDEBUG")
set(CMAKE_CXX_FLAGS_DEBUG "-O0 -g1")
set(CMAKE_CXX_FLAGS_SANITIZED "-O1 -g1 -fno-omit-frame-pointer")
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release)
endif()

# The same input gives the same digits on every machine: no fused multiply-add behind our back.
add_compile_options(-ffp-contract=off)

# Places in messages and stack traces read as the repository does, from its root (the cache of the
# compiler turns absolute paths into relative ones); so one cache serves every clone, too.
file(RELATIVE_PATH up "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
add_compile_options("-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=" "-ffile-prefix-map=${up}=")

add_compile_options(
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wcast-qual -Wimplicit-fallthrough
  # Options are given by name and the rest keep their defaults: that is what the structs are for.
  -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # When it inlines std::string, std::variant or std::optional, GCC 12 sees overlapping copies, copies
  # past the end and uninitialised values where there are none (its bugs 105329, 105651, 105562).
  # The sanitizers find the real ones.
  add_compile_options(
    -Wno-restrict
    "$<$<NOT:$<CONFIG:Debug>>:-Wno-array-bounds;-Wno-maybe-uninitialized;-Wno-stringop-overflow;-Wno-stringop-overread>")
else()
  # std::stable_sort of GCC 12's library calls what that library itself calls deprecated.
  add_compile_options(-Wno-deprecated-declarations)
endif()
if(TOCSIN_WERROR)
  add_compile_options(-Werror)
endif()

if(TOCSIN_SANITIZE)
  add_compile_options("-fsanitize=${TOCSIN_SANITIZE}" -fno-sanitize-recover=all)
  add_link_options("-fsanitize=${TOCSIN_SANITIZE}")
endif()
if(TOCSIN_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_program(TOCSIN_CCACHE ccache)
if(TOCSIN_CCACHE)
  # The sloppiness is what ccache asks for with precompiled headers.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND}" -E env "CCACHE_SLOPPINESS=pch_defines,time_macros"
      "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${TOCSIN_CCACHE}")
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

foreach(linker mold lld)
  find_program(TOCSIN_LINKER_${linker} NAMES ${linker} ld.${linker})
  if(TOCSIN_LINKER_${linker} AND NOT TOCSIN_FUZZ)
    add_link_options("-fuse-ld=${linker}")
    break()
  endif()
endforeach()
