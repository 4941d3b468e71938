#include "core/token.hpp"

#include "core/text.hpp"

namespace idleguard {
namespace {

// Calls `look` with each string of a claim: a list of them, or one alone (R67). False when the
// claim is absent.
template <class Look>
bool for_each_string(const JsonNode* claim, Look look) {
  if (claim == nullptr) return false;
  if (claim->kind == JsonNode::Kind::string) {
    look(claim->text);
    return true;
  }
  for (const JsonNode& each : claim->children()) look(each.text);
  return claim->kind == JsonNode::Kind::array;
}

// R66.
void read_state(const JsonNode* claim, Signals& signals) {
  Signals found;
  const bool is_there = for_each_string(claim, [&](std::string_view text) {
    const std::string value = lower_case(trimmed(text));
    if (value == "kmsi") found.set(Signal::keep_me_signed_in, true);  // not `dvc_dmjd` (R69)
    if (value == "dvc_cmp") found.set(Signal::device_compliant, true);
    if (value == "dvc_dmjd") found.set(Signal::device_domain_joined, true);
  });
  if (!is_there) return;
  for (const Signal each :
       {Signal::keep_me_signed_in, Signal::device_compliant, Signal::device_domain_joined}) {
    signals.set(each, found.holds(each));  // R62: false only where the claim is there
  }
}

// R71: `controls` says so, and, if the audiences are named, this app is one of them.
void read_controls(const JsonNode& claims, Signals& signals) {
  bool has_control = false;
  const bool is_there = for_each_string(claims.member("controls"), [&](std::string_view text) {
    if (lower_case(trimmed(text)) == "app_res") has_control = true;
  });
  if (!is_there) return;
  const JsonNode* audience = claims.member("aud");
  bool is_listed = false;
  const bool has_list = for_each_string(claims.member("controls_auds"), [&](std::string_view text) {
    if (audience != nullptr && !text.empty() && text == audience->text) is_listed = true;
  });
  signals.set(Signal::app_enforced_restrictions, has_control && (!has_list || is_listed));
}

}  // namespace

TokenClaims read_token(const JsonNode& claims) {
  TokenClaims token;
  read_state(claims.member("signin_state"), token.signals);
  read_controls(claims, token.signals);
  const JsonNode* sid = claims.member("sid");
  if (sid != nullptr && !sid->text.empty()) token.session = hash_id(sid->text);
  const JsonNode* time = claims.member("auth_time");
  if (time != nullptr) token.authenticated_at = time->integer;
  return token;
}

TokenClaims renewed(const TokenClaims& before, const TokenClaims& token) {
  const bool has_sids = !token.session.is_none() && !before.session.is_none();
  const bool is_same =
      has_sids ? token.session == before.session
               : token.authenticated_at != 0 && token.authenticated_at == before.authenticated_at;
  TokenClaims result = token;
  if (is_same) result.signals = token.signals.or_else(before.signals);
  return result;
}

}  // namespace idleguard
