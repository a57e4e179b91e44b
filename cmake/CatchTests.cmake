# Executables of Catch2 cases; each case is one ctest test, found when ctest starts.

function(tocsin_catch_support)
  add_library(catch_main STATIC "${CMAKE_SOURCE_DIR}/tests/catch_main.cpp")
  target_precompile_headers(catch_main PRIVATE <catch2/catch.hpp> <string> <vector>)
  # Its own source defines the macro that turns the header into the library; the others share the rest.
  set_source_files_properties("${CMAKE_SOURCE_DIR}/tests/catch_main.cpp"
                              PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/support/*.cpp")
  if(sources)
    add_library(test_support STATIC ${sources})
    target_compile_definitions(test_support PRIVATE
      "TOCSIN_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"" "TOCSIN_BINARY=\"${CMAKE_BINARY_DIR}/tocsin\"")
    set(scope PUBLIC)
  else()
    add_library(test_support INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(test_support ${scope} "${CMAKE_SOURCE_DIR}")
  if(TARGET tocsin_base)
    target_link_libraries(test_support ${scope} tocsin_base)
  endif()
endfunction()

# tocsin_catch_executable(NAME LABEL label SOURCES file...)
function(tocsin_catch_executable name)
  cmake_parse_arguments(suite "" "LABEL" "SOURCES" ${ARGN})
  add_executable(${name} ${suite_SOURCES})
  target_precompile_headers(${name} REUSE_FROM catch_main)
  target_link_libraries(${name} PRIVATE catch_main test_support)
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
  target_compile_definitions(${folder} PRIVATE
    "TOCSIN_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"" "TOCSIN_BINARY=\"${CMAKE_BINARY_DIR}/tocsin\"")
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
