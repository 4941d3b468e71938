// What a world is like in which apps are on several sites, or one has its record elsewhere all the
// same.
#pragma once

#include "tests/simulation/random.hpp"
#include "tests/simulation/script.hpp"

namespace idleguard::simulation {

// Apps on several sites, or one that has the record elsewhere all the same. Whether that has
// trouble.
bool choose_sites(Settings& settings, Random& random) {
  settings.sites = random.chance(10) ? 1 : random.between(2, 3);
  if (random.chance(25)) settings.hub_asks = random.between(1000, 5000);
  if (random.chance(20)) settings.hub_deaf = random.between(5, 100);
  return random.chance(25);
}

}  // namespace idleguard::simulation
