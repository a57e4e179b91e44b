# tests/FOLDER/**/NAME_test.py runs as it stands; exit code 77 means that it had nothing to work on.
set(TOCSIN_LABEL_scenarios scenario)
set(TOCSIN_LABEL_properties property)

function(tocsin_python_tests)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE "${TOCSIN_TESTS}" "${TOCSIN_TESTS}/*_test.py")
  foreach(file IN LISTS files)
    string(REGEX REPLACE "/.*" "" folder "${file}")
    set(labels "${folder}")
    if(DEFINED TOCSIN_LABEL_${folder})
      set(labels "${TOCSIN_LABEL_${folder}}")
    endif()
    set(timeout 300)
    if(file MATCHES "_long_test\\.py$")
      list(APPEND labels long)
      set(timeout 1800)
    endif()
    add_test(NAME "${file}" COMMAND "${TOCSIN_PYTHON}" "${TOCSIN_TESTS}/${file}")
    set_tests_properties("${file}" PROPERTIES
      LABELS "${labels}" TIMEOUT ${timeout} ENVIRONMENT "${TOCSIN_TEST_ENVIRONMENT}"
      SKIP_RETURN_CODE 77 WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  endforeach()
endfunction()
