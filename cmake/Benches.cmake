# bench/NAME.cpp becomes bench_NAME, made on demand by script/bench.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(bench_${name} EXCLUDE_FROM_ALL "${source}")
  tocsin_link_all_rooms(bench_${name})
endforeach()
