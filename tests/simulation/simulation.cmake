# Many tabs on a bad day. Its worth is in the number of runs, so it has a preset of its own, without
# sanitizers; the native one builds it with them, for few runs.
find_package(Threads REQUIRED)
add_executable(idleguard_simulation
  tests/simulation/campaign.cpp tests/simulation/generate.cpp tests/simulation/ledger.cpp
  tests/simulation/main.cpp tests/simulation/oracle.cpp tests/simulation/oracle_way_out.cpp
  tests/simulation/oracle_truth.cpp tests/simulation/page.cpp
  tests/simulation/page_sites.cpp tests/simulation/replica.cpp tests/simulation/run.cpp
  tests/simulation/scenarios.cpp tests/simulation/script.cpp tests/simulation/store.cpp
  tests/simulation/world.cpp tests/simulation/world_sites.cpp
  tests/simulation/world_steps.cpp)
target_link_libraries(idleguard_simulation PRIVATE
  idleguard_core idleguard_warnings Threads::Threads)
