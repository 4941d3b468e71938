// What a session is decided by, as far as this page knows it. Other tabs may know better: what they
// share is in the record (snapshot.hpp).
#pragma once

#include <optional>
#include <type_traits>

#include "core/decision.hpp"
#include "core/token.hpp"

namespace idleguard {

struct Terms {
  std::optional<Policy> policy;      // absent: it cannot be had (R45)
  WallTime obtained_at;              // when its server vouched for it
  bool is_fallback = false;          // `policy` is what the host keeps for when there is no other
  Signals signals;                   // as the host gives them; they go before the token's (R72)
  std::optional<TokenClaims> token;  // absent: no token
  Preference preference;
  SuspendsWhenBlocked suspends_when_blocked;
};
static_assert(std::is_trivially_copyable_v<Terms>);

}  // namespace idleguard
