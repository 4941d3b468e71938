// The part of the oracle that watches the way out, and what is left when everybody has gone: each
// end is followed by one request for sign-out, and nobody stays who has walked away.
#include <algorithm>

#include "tests/simulation/oracle.hpp"

namespace idleguard::simulation {

void Oracle::requested(const World& world, const Page& page) {
  const GroupTruth& truth = ledger_.of(past_of(page).key);
  const bool is_forged = state_of(truth.key.account).forged;
  require(truth.ended_at >= 0 || is_forged, "only who has ended asks for sign-out (R125)", world,
          &page);
  if (truth.ended_at < 0) return;
  End& end = ledger_.ends()[truth.end];
  ++end.requests;
  // Who holds the claim and runs once a minute is passed over like one that is frozen (R98).
  const bool is_exclusive =
      world.settings().locks != 0 && world.settings().hub == 0 && world.throttle() <= 1000;
  require(end.requests == 1 || end.troubled || is_forged || !is_exclusive,
          "sign-out is asked for once (R125, rule 10)", world, &page);
}

void Oracle::finished(const World& world) {
  require(!world.is_stuck(), "tabs do not keep each other busy (R102)", world, nullptr);
  for (const auto& page : world.pages()) {
    const Past& past = past_of(*page);
    if (page->gone || !past.limits) continue;
    require(past.ended, "who walks away is signed out (R91, R97)", world, page.get());
    require(false, "who is signed out gets to the signed-out page (R123)", world, page.get());
  }
  for (const End& end : ledger_.ends()) {
    if (end.troubled || end.superseded || !end.was_left) continue;
    ++checks_.requests;
    // Through a hub, which tells nobody at once, tabs differ by milliseconds about when it was.
    const bool is_asked =
        std::any_of(ledger_.ends().begin(), ledger_.ends().end(), [&](const End& other) {
          const bool is_same =
              &other == &end || (world.settings().hub > 0 && other.account == end.account &&
                                 other.generation == end.generation);
          return is_same && other.requests > 0;
        });
    require(is_asked, "sign-out is asked for (R125, rule 10)", world, nullptr);
  }
}

}  // namespace idleguard::simulation
