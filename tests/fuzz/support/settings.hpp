// The settings of a session, and what changes of them while it runs, as anybody's bytes choose
// them: the one place to change when a session gets more of them.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "core/policy_document.hpp"
#include "core/session.hpp"
#include "core/snapshot.hpp"
#include "tests/fuzz/support/fuzz.hpp"

namespace idleguard::fuzz {

/// The longest limit below, its grace included.
inline constexpr Millis kLongestLimit = minutes(7);

// Each of them with short limits: what follows from them is the same, and walking away from them is
// quicker. `m365` is in some of them and not in others that speak for the same apps, so that apps
// move from one group to another (R35).
inline constexpr std::array<std::string_view, 10> kPolicies = {
    R"({"version":1})",
    R"({"version":1,"custom":{"signOutAfter":"00:01:00"},"m365":{"timeout":"00:05:00"}})",
    R"({"version":1,"custom":{"warnAfter":"00:01:00","signOutAfter":"00:01:30",
                              "exempt":["keepMeSignedIn","managedDevice"]}})",
    R"({"version":1,"m365":{"timeout":"00:05:00","grace":"00:00:20"},
        "sharePoint":{"enabled":true,"warnAfter":"00:00:30","signOutAfter":"00:01:00"}})",
    R"({"version":1,"m365":{"timeout":"00:06:00","promptMode":"withinLimit"},
        "azurePortal":{"timeout":"00:05:00"}})",
    R"({"version":1,"azurePortal":{"timeout":"00:07:00","idleness":"focus"},
        "sharePoint":{"enabled":true,"warnAfter":"00:02:00","signOutAfter":"00:03:00"},
        "outlook":{"ActivityBasedAuthenticationTimeoutInterval":"00:05:00"}})",
    R"({"version":1,"sharePoint":{"enabled":true,"warnAfter":"00:00:05","signOutAfter":"00:00:15"},
        "outlook":{"ActivityBasedAuthenticationTimeoutInterval":"00:05:00","prompt":true,
                   "ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled":false}})",
    R"({"version":1,"azurePortal":{"timeout":"00:06:00","enabled":false},
        "outlook":{"ActivityBasedAuthenticationTimeoutInterval":"00:05:00",
                   "ActivityBasedAuthenticationTimeoutEnabled":false}})",
    R"({"version":1,"m365":{"timeout":"00:06:00"},
        "azurePortal":{"timeout":"00:05:00","enabled":false}})",
    R"({"version":1,"custom":{"warnAfter":"00:00:40","signOutAfter":"00:06:00"},
        "outlook":{"ActivityBasedAuthenticationTimeoutInterval":"00:07:00"}})"};

// Tokens of two sessions, with and without what may be asked for (R64 to R72).
inline constexpr std::array<std::string_view, 6> kTokens = {
    R"({"sid":"one","auth_time":1700000000,"signin_state":["kmsi"]})",
    R"({"sid":"one","auth_time":1700000000})",
    R"({"sid":"one","signin_state":["inknownntwk"],"controls":[]})",
    R"({"auth_time":1700000000,"signin_state":"dvc_cmp","controls":["app_res"]})",
    R"({"sid":"two","signin_state":["dvc_dmjd"],"controls":["app_res"],
        "controls_auds":["other"],"aud":"app"})",
    R"({})"};

// Read once: fuzzing the readers is the business of others.
template <class Value, std::size_t kCount, class Read>
std::array<Value, kCount> read_all(const std::array<std::string_view, kCount>& texts, Read read) {
  std::array<Value, kCount> values;
  std::transform(texts.begin(), texts.end(), values.begin(), read);
  return values;
}

inline Policy policy_from(FuzzedDataProvider& bytes) {
  static const auto kRead = read_all<Policy>(kPolicies, [](std::string_view text) {
    Findings findings;
    const auto document = read_policy(text, findings);
    expect(document.has_value(), "the fuzzer's own policies are valid");
    return document->policy;
  });
  return bytes.PickValueInArray(kRead);
}

inline TokenClaims token_from(FuzzedDataProvider& bytes) {
  static const auto kRead = read_all<TokenClaims>(kTokens, [](std::string_view text) {
    Problems problems;
    const JsonDocument claims(text, problems);
    expect(claims.root() != nullptr, "the fuzzer's own tokens are valid");
    return read_token(*claims.root());
  });
  return bytes.PickValueInArray(kRead);
}

inline Signals signals_from(FuzzedDataProvider& bytes) {
  Signals signals;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    // Seldom, for where nothing is enforced little happens.
    const int chance = bytes.ConsumeIntegralInRange<int>(0, 15);
    if (chance < 2) signals.set(static_cast<Signal>(i), chance == 0);
  }
  return signals;
}

inline Terms terms_from(FuzzedDataProvider& bytes, WallTime obtained_at) {
  constexpr std::array<Preference, 4> kPreferences = {Preference{}, minutes(5), minutes(6),
                                                      kNeverIdle};
  Terms terms{.obtained_at = obtained_at};
  if (bytes.ConsumeIntegralInRange<int>(0, 4) > 0) terms.policy = policy_from(bytes);
  terms.is_fallback = bytes.ConsumeIntegralInRange<int>(0, 4) == 0;
  terms.signals = signals_from(bytes);
  if (bytes.ConsumeIntegralInRange<int>(0, 3) == 0) terms.token = token_from(bytes);
  if (bytes.ConsumeIntegralInRange<int>(0, 3) == 0) {
    terms.preference = bytes.PickValueInArray(kPreferences);
  }
  return terms;
}

/// Of sessions and pages, so that facts of several meet.
inline constexpr Id kPage = {.high = 0x6e, .low = 0x9a};
inline constexpr Id kSignIn = {.high = 0x51, .low = 0x16};
inline constexpr std::array<Id, 4> kNames = {kPage, kSignIn, Id{.high = 0xa0, .low = 0x9a},
                                             Id{.high = 0xa0, .low = 0x16}};

/// A fact of the kind `policy`, as another tab or a forger writes it; no longer than the limits
/// above, for whoever may write here may as well pretend to be active.
inline Fact any_section_fact(FuzzedDataProvider& bytes, const Id& generation, std::int64_t stamp) {
  const auto source = static_cast<Source>(bytes.ConsumeIntegralInRange<int>(0, kSourceCount - 1));
  const auto section = policy_from(bytes)[source];
  Fact fact = section_fact(generation, source, section, {stamp});
  if (bytes.ConsumeIntegralInRange<int>(0, 3) > 0) return fact;
  const auto any_length = [&] {
    return static_cast<std::uint64_t>(
        bytes.ConsumeIntegralInRange<std::int64_t>(-1, kLongestLimit.count));
  };
  fact.value.id = {.high = any_length(), .low = any_length()};
  fact.value.session = {.high = 1, .low = bytes.ConsumeIntegral<std::uint64_t>()};
  return fact;
}

inline SessionConfig config_from(FuzzedDataProvider& bytes, WallTime now) {
  return {.app = static_cast<AppClass>(bytes.ConsumeIntegralInRange<int>(0, kAppClassCount - 1)),
          .terms = terms_from(bytes, now),
          .session = bytes.ConsumeBool() ? kSignIn : Id{},
          .fresh_id = kPage,
          .loaded_at = {bytes.ConsumeIntegralInRange<std::int64_t>(0, 10'000)},
          .returned = bytes.ConsumeBool(),
          .visible = bytes.ConsumeBool(),
          .online = bytes.ConsumeBool(),
          .report_only = bytes.ConsumeIntegralInRange<int>(0, 7) == 0,
          .heartbeat = bytes.ConsumeBool()};
}

}  // namespace idleguard::fuzz
