// Many worlds, one a seed, on all cores; and what they were in figures.
#pragma once

#include <cstddef>
#include <cstdint>

namespace idleguard::simulation {

/// Tests that passed and failed.
struct Sums {
  int passed = 0;
  int failed = 0;

  void add(const Sums& other) {
    passed += other.passed;
    failed += other.failed;
  }
};

struct Campaign {
  std::int64_t runs = 100'000;
  std::uint64_t seed = 1;
  std::size_t threads = 0;  // as many as there are cores
  /// Nothing more once a promise is broken, and it is not made small: enough for whoever only asks
  /// whether a fault in the core is seen (mutations.mjs).
  bool until_broken = false;
};

/// Prints the figures, and the first broken promise as a small script. Passes when no promise is
/// broken, every kind of check was made, and the same seed was the same run.
Sums run_campaign(const Campaign& campaign);

}  // namespace idleguard::simulation
