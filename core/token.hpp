// What the claims of an ID token say about a session (R61 to R72). Pure; nothing is verified here:
// the host vouches that the token is its own and was validated by the library that asked for it
// (R74).
#pragma once

#include "core/id.hpp"
#include "core/json.hpp"
#include "core/profile.hpp"

namespace idleguard {

struct TokenClaims {
  Signals signals;                    // of `signin_state` and `controls`; empty: it is silent, for
                                      // these claims come only on request (R68, R72)
  Id session;                         // of `sid`; none without one
  std::int64_t authenticated_at = 0;  // `auth_time`; 0 without one
};

/// Total: a claim of any unexpected shape counts as absent (R61, R67).
TokenClaims read_token(const JsonNode& claims);

/// A renewed token of the same session that leaves a claim out has not taken back what an earlier
/// one said (R64).
TokenClaims renewed(const TokenClaims& before, const TokenClaims& token);

}  // namespace idleguard
