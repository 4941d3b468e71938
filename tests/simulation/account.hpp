// One account, as servers and browsers know it: on each site a record, a lock and a server that has
// somebody signed in; and between the sites one record that none of them can read at once.
#pragma once

#include <algorithm>
#include <array>

#include "tests/simulation/store.hpp"

namespace idleguard::simulation {

class Page;

inline constexpr std::size_t kMostSites = 3;

struct Site {
  Store store;
  std::int64_t sign_in = 1;
  bool is_signed_in = true;
  Page* lock_holder = nullptr;
};

struct Account {
  std::array<Site, kMostSites> sites;
  std::int64_t sign_in = 1;  // the latest on any site
  Facts shared;              // the record that the sites have in common
  bool is_reachable = true;

  /// The user signs in on `site`; that is one sign-in for all sites as long as one of them has it.
  void sign_in_on(Site& site) {
    const bool is_known = std::any_of(sites.begin(), sites.end(), [this](const Site& each) {
      return each.is_signed_in && each.sign_in == sign_in;
    });
    if (!is_known || site.sign_in == sign_in) ++sign_in;
    site.sign_in = sign_in;
    site.is_signed_in = true;
  }
};

}  // namespace idleguard::simulation
