# The core's tests: natively with sanitizers, and the same sources as WebAssembly under Node.
idleguard_link_headers(catch2 catch2/catch.hpp)

add_executable(idleguard_tests
  tests/core/main.cpp tests/core/decision_tests.cpp tests/core/duration_tests.cpp
  tests/core/exit_tests.cpp tests/core/facts_tests.cpp tests/core/generation_tests.cpp
  tests/core/graph_policy_tests.cpp tests/core/id_tests.cpp tests/core/json_tests.cpp
  tests/core/phase_tests.cpp tests/core/policy_document_tests.cpp
  tests/core/policy_sections_tests.cpp tests/core/policy_life_tests.cpp
  tests/core/portal_tests.cpp tests/core/publisher_tests.cpp tests/core/record_tests.cpp
  tests/core/timeline_tests.cpp tests/core/token_tests.cpp tests/core/vector_tests.cpp
  tests/core/activity_tests.cpp tests/core/clock_tests.cpp tests/core/end_tests.cpp
  tests/core/prompt_tests.cpp tests/core/protocol_tests.cpp tests/core/share_tests.cpp
  tests/core/sign_in_tests.cpp tests/core/baseline_tests.cpp tests/core/explanation_tests.cpp
  tests/core/json_writer_tests.cpp tests/core/policy_writer_tests.cpp
  tests/core/remote_record_tests.cpp tests/core/third_party_tests.cpp
  tests/core/support/world.cpp)
target_link_libraries(idleguard_tests PRIVATE idleguard_reports idleguard_warnings)

if(EMSCRIPTEN)
  # Catch2 wants exceptions and a way to print; the module itself has neither.
  target_compile_options(idleguard_tests PRIVATE -O1 -fexceptions)
  target_link_options(idleguard_tests PRIVATE
    -O1 -fexceptions -sENVIRONMENT=node -sNODERAWFS=1 -sWASM_ASYNC_COMPILATION=0 -sEXIT_RUNTIME=1
    -sASSERTIONS=1 -sSTACK_OVERFLOW_CHECK=2 -sALLOW_MEMORY_GROWTH=1)
endif()
