// One script, from its beginning to what the oracle says of it; and a smaller one that breaks the
// same promise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "tests/simulation/oracle.hpp"

namespace idleguard::simulation {

struct Outcome {
  std::optional<std::string> broken;
  std::uint64_t digest = 0;   // of every effect of every tab, at its time
  std::int64_t tab_time = 0;  // milliseconds
  std::int64_t turns = 0;     // of the core
  std::int64_t faults = 0;    // of machines, browsers, stores and messages
  Checks checks;
};

Outcome run(const Script& script);

/// What every tab did, a line an effect.
std::string transcript_of(const Script& script);

/// Without all that is not needed to break what `script` breaks.
Script shrink(Script script);

}  // namespace idleguard::simulation
