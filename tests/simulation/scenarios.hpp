// Kept scripts, each with the transcript of its run: reviewed like code, written anew on request.
#pragma once

#include <string>

#include "tests/simulation/campaign.hpp"

namespace idleguard::simulation {

/// Runs every file of tests/simulation/scenarios, seen from the top of the tree; with `rewrite`,
/// writes what it did into it. A scenario passes when no promise is broken and the transcript is
/// the one that is kept.
Sums run_scenarios(bool rewrite);

/// Prints what the script in `file` does. False when it cannot be read, or breaks a promise.
bool tell_script(const std::string& file);

}  // namespace idleguard::simulation
