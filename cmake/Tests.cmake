# Every kind of test, each registered with ctest under its label. What does not exist yet is left out.
find_path(TOCSIN_CATCH2 catch2/catch.hpp)
set(TOCSIN_TESTS "${CMAKE_SOURCE_DIR}/tests")
# The distribution's own Python: the mail server and the reference figures come as its packages.
set(TOCSIN_PYTHON /usr/bin/python3)
set(TOCSIN_TEST_ENVIRONMENT
    "TOCSIN_SOURCE_DIR=${CMAKE_SOURCE_DIR}" "TOCSIN_BINARY=${CMAKE_BINARY_DIR}/tocsin"
    "PYTHONPATH=${TOCSIN_TESTS}/support" "PYTHONDONTWRITEBYTECODE=1")
set(TOCSIN_TEST_PATHS
    "TOCSIN_SOURCE_DIR=\"${CMAKE_SOURCE_DIR}\"" "TOCSIN_BINARY=\"${CMAKE_BINARY_DIR}/tocsin\"")

include(CatchTests)
include(EditorTests)
include(FuzzTests)
include(PythonTests)
if(TOCSIN_CATCH2 AND NOT TOCSIN_FUZZ)
  tocsin_catch_support()
  tocsin_unit_tests()
  tocsin_catch_suite(scenarios LABEL scenario)
  tocsin_catch_suite(language LABEL scenario)
  tocsin_catch_suite(properties LABEL property)
  tocsin_catch_suite(diagnostics LABEL diagnostics)
  tocsin_editor_tests()
elseif(NOT TOCSIN_FUZZ)
  message(STATUS "Catch2 is not here: no C++ tests (script/bootstrap --test installs it)")
endif()
tocsin_fuzz_tests()
if(NOT TOCSIN_FUZZ)
  tocsin_python_tests()
endif()
