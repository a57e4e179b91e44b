# cmake -DFOLDER=dsl/codes -DOUT=FILE.cpp -P EmbedCodes.cmake: every CODE.txt as a string of the program.
file(GLOB files "${FOLDER}/*.txt")
set(rows "")
foreach(file IN LISTS files)
  cmake_path(GET file STEM code)
  file(READ "${file}" text)
  string(APPEND rows "    {\"${code}\", R\"TEXT(${text})TEXT\"},\n")
endforeach()
file(WRITE "${OUT}"
     "#include \"dsl/code_texts.hpp\"\n\nnamespace tocsin::dsl {\nnamespace {\n\n"
     "constexpr CodeText kTexts[] = {\n${rows}};\n\n}  // namespace\n\n"
     "std::span<const CodeText> code_texts() { return kTexts; }\n\n}  // namespace tocsin::dsl\n")
