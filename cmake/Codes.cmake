# dsl/codes/CODE.txt, the long texts of diagnostics, become a source of the given target.
function(tocsin_embed_codes target)
  set(folder "${CMAKE_SOURCE_DIR}/dsl/codes")
  set(script "${CMAKE_SOURCE_DIR}/cmake/EmbedCodes.cmake")
  set(out "${CMAKE_BINARY_DIR}/code_texts.cpp")
  file(GLOB texts CONFIGURE_DEPENDS "${folder}/*.txt")
  add_custom_command(
    OUTPUT "${out}"
    COMMAND "${CMAKE_COMMAND}" "-DFOLDER=${folder}" "-DOUT=${out}" -P "${script}"
    DEPENDS ${texts} "${script}" VERBATIM)
  target_sources(${target} PRIVATE "${out}")
endfunction()
