# cmake --build build/release --target format check; --target bless rewrites the expected diagnostics
# the reference of measures in docs/measures.md and the tables of docs/reliability.md.
add_custom_target(format COMMAND "${CMAKE_SOURCE_DIR}/script/format" USES_TERMINAL)
add_custom_target(check
  COMMAND "${CMAKE_CTEST_COMMAND}" --output-on-failure --label-exclude long
  WORKING_DIRECTORY "${CMAKE_BINARY_DIR}" USES_TERMINAL)
if(TARGET diagnostics)
  add_custom_target(bless
    COMMAND "${CMAKE_COMMAND}" -E env TOCSIN_BLESS=1 $<TARGET_FILE:diagnostics>
    COMMAND "${CMAKE_COMMAND}" -E env TOCSIN_BLESS=1 ${TOCSIN_TEST_ENVIRONMENT}
            $<TARGET_FILE:unit_prose> "[bless]"
    COMMAND ${CMAKE_COMMAND} -E env TOCSIN_BLESS=1 ${TOCSIN_TEST_ENVIRONMENT}
            $<TARGET_FILE:unit_notifiers> "[reliability]"
    USES_TERMINAL)
endif()
