// A seed's script: some faults are possible in it and others not (swarm testing), so that each is
// also seen without the others, and what people and machines do crowds around the moments at which
// something is decided.
#pragma once

#include "tests/simulation/script.hpp"

namespace idleguard::simulation {

Script generate(std::uint64_t seed);

}  // namespace idleguard::simulation
