# bench/NAME.cpp becomes bench_NAME, made on demand by script/bench.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(bench_${name} EXCLUDE_FROM_ALL "${source}")
  target_include_directories(bench_${name} PRIVATE "${CMAKE_SOURCE_DIR}")
  # Only the rooms that are measured: the others would only take time to build.
  target_link_libraries(bench_${name} PRIVATE tocsin_engine tocsin_notifiers)
endforeach()
