# The grammar for editors is read as editors read it, by Debian's libtree-sitter; its generated
# parser is C. The rest of tests/editors needs node, which runs the VS Code extension.
enable_language(C)

function(tocsin_editor_tests)
  find_path(TOCSIN_TREE_SITTER tree_sitter/api.h)
  if(TOCSIN_TREE_SITTER)
    tocsin_tree_sitter_tests()
  else()
    message(STATUS "libtree-sitter is not here: no tests of the grammar for editors")
  endif()
  find_program(TOCSIN_NODE NAMES node nodejs)
  if(TOCSIN_NODE)
    tocsin_node_tests()
  else()
    message(STATUS "node is not here: no tests of the VS Code extension")
  endif()
endfunction()

function(tocsin_tree_sitter_tests)
  set(grammar "${CMAKE_SOURCE_DIR}/editors/tree-sitter-tocsin")
  add_library(tree_sitter_tocsin STATIC "${grammar}/src/parser.c" "${grammar}/src/scanner.c")
  target_include_directories(tree_sitter_tocsin PRIVATE "${grammar}/src")
  # The options of the repository are those of C++.
  set_target_properties(tree_sitter_tocsin PROPERTIES COMPILE_OPTIONS "-Wall;-Wextra" C_STANDARD 11)
  if(TOCSIN_SANITIZE)
    target_compile_options(tree_sitter_tocsin PRIVATE "-fsanitize=${TOCSIN_SANITIZE}")
  endif()
  file(GLOB sources CONFIGURE_DEPENDS "${TOCSIN_TESTS}/editors/*.cpp")
  tocsin_catch_executable(editors LABEL editors SOURCES ${sources})
  target_link_libraries(editors PRIVATE tocsin_dsl tree_sitter_tocsin tree-sitter)
endfunction()

# tests/editors/NAME_test.js
function(tocsin_node_tests)
  file(GLOB files CONFIGURE_DEPENDS RELATIVE "${TOCSIN_TESTS}" "${TOCSIN_TESTS}/editors/*_test.js")
  foreach(file IN LISTS files)
    add_test(NAME "${file}" COMMAND "${TOCSIN_NODE}" --test "${TOCSIN_TESTS}/${file}")
    set_tests_properties("${file}" PROPERTIES
      LABELS editors TIMEOUT 300 ENVIRONMENT "${TOCSIN_TEST_ENVIRONMENT}"
      WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  endforeach()
endfunction()
