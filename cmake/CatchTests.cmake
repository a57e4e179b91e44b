# Executables of Catch2 cases; each case is one ctest test, found when ctest starts.

# Catch2 itself and what tests share (tests/support).
function(tocsin_catch_support)
  file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/support/*.cpp")
  add_library(test_support STATIC "${TOCSIN_TESTS}/catch_main.cpp" ${sources})
  target_include_directories(test_support PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(test_support PUBLIC fmt::fmt)
  target_precompile_headers(test_support PRIVATE <catch2/catch.hpp> <string> <vector>)
  # Its own source defines the macro that turns the header into the library; the others share the rest.
  set_source_files_properties("${TOCSIN_TESTS}/catch_main.cpp"
                              PROPERTIES SKIP_PRECOMPILE_HEADERS ON COMPILE_OPTIONS -O0)
  set_source_files_properties("${TOCSIN_TESTS}/support/data_dir.cpp"
                              PROPERTIES COMPILE_DEFINITIONS "${TOCSIN_TEST_PATHS}")
  if(TARGET tocsin_base)
    target_link_libraries(test_support PUBLIC tocsin_base)
  endif()
endfunction()

# tocsin_catch_executable(NAME LABEL label SOURCES file...)
function(tocsin_catch_executable name)
  cmake_parse_arguments(suite "" "LABEL" "SOURCES" ${ARGN})
  add_executable(${name} ${suite_SOURCES})
  target_precompile_headers(${name} REUSE_FROM test_support)
  target_link_libraries(${name} PRIVATE test_support)
  tocsin_discover(${name} ${suite_LABEL})
endfunction()

# tests/unit/ROOM/*_test.cpp becomes unit_ROOM and sees that room and what lies below it.
function(tocsin_unit_tests)
  foreach(room IN LISTS TOCSIN_ROOMS)
    file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/unit/${room}/*.cpp")
    if(sources)
      tocsin_catch_executable(unit_${room} LABEL unit SOURCES ${sources})
      target_link_libraries(unit_${room} PRIVATE tocsin_${room})
    endif()
  endforeach()
  file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/unit/support/*.cpp")
  if(sources)
    tocsin_catch_executable(unit_support LABEL unit SOURCES ${sources})
  endif()
endfunction()

# tests/FOLDER/*.cpp becomes one executable that sees all rooms.
function(tocsin_catch_suite folder)
  cmake_parse_arguments(suite "" "LABEL" "" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/${folder}/*.cpp")
  if(NOT sources)
    return()
  endif()
  tocsin_catch_executable(${folder} LABEL ${suite_LABEL} SOURCES ${sources})
  tocsin_link_all_rooms(${folder})
  target_compile_definitions(${folder} PRIVATE ${TOCSIN_TEST_PATHS})
  if(TARGET tocsin)
    add_dependencies(${folder} tocsin)
  endif()
endfunction()

# Writes the file that ctest reads at its start: it asks the executable for its cases.
function(tocsin_discover name label)
  set(executable "${CMAKE_BINARY_DIR}/${name}")
  set(environment ${TOCSIN_TEST_ENVIRONMENT})
  configure_file("${CMAKE_SOURCE_DIR}/cmake/discover.cmake.in"
                 "${CMAKE_BINARY_DIR}/discover/${name}.cmake" @ONLY)
  set_property(DIRECTORY "${CMAKE_SOURCE_DIR}" APPEND PROPERTY TEST_INCLUDE_FILES
               "${CMAKE_BINARY_DIR}/discover/${name}.cmake")
endfunction()
