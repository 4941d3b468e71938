# One program for each reader of outside data, and one for a whole session. libFuzzer is clang's.
# Emscripten has none, and without the sanitizers it would hardly see anything.
if(EMSCRIPTEN OR NOT IDLEGUARD_SANITIZE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  return()
endif()

# Lets the fuzzers see which way the core goes; other programs link it as before. With the least
# optimisation they try six times as much in the same time.
target_compile_options(idleguard_core PRIVATE -fsanitize=fuzzer-no-link -O1)

foreach(reader duration json policy record session token)
  set(target fuzz_${reader})
  add_executable(${target} tests/fuzz/${target}.cpp)
  target_compile_options(${target} PRIVATE -fsanitize=fuzzer -O1)
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  target_link_libraries(${target} PRIVATE idleguard_core idleguard_warnings)
endforeach()
