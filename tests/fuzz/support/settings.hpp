// The settings of a session, as anybody's bytes choose them: the one place to change when a session
// gets more of them.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <string_view>

#include "core/policy_document.hpp"
#include "core/session.hpp"

namespace idleguard::fuzz {

/// Nobody waits longer than that under the policies below, any extension included.
inline constexpr Millis kLongestLimit = minutes(12);

inline Decision decision_from(FuzzedDataProvider& bytes, AppClass app) {
  // Short limits: what follows from them is the same, and walking away from them is quicker.
  constexpr std::array<std::string_view, 5> kPolicies = {
      R"({"version":1})",
      R"({"version":1,"custom":{"signOutAfter":"00:01:00"},"m365":{"timeout":"00:05:00"}})",
      R"({"version":1,"custom":{"warnAfter":"00:01:00","signOutAfter":"00:01:30",
                                "exempt":["keepMeSignedIn","managedDevice"]}})",
      R"({"version":1,"m365":{"timeout":"00:05:00","grace":"00:00:20"}})",
      R"({"version":1,"m365":{"timeout":"00:06:00","promptMode":"withinLimit"}})"};
  Findings findings;
  const auto policy = read_policy(bytes.PickValueInArray(kPolicies), findings);
  Signals signals;
  // Seldom, for where nothing is enforced little happens.
  const auto any_signal = [&]() -> std::optional<bool> {
    return bytes.ConsumeIntegralInRange<int>(0, 7) == 0 ? std::optional(true) : std::nullopt;
  };
  signals.keep_me_signed_in = any_signal();
  signals.device_compliant = any_signal();
  signals.third_party_blocked = any_signal();
  return decide(*policy, app, signals);
}

/// Of sessions and pages, so that facts of several meet.
inline const std::array<Id, 4>& names() {
  static const std::array<Id, 4> kNames = {hash_id("page"), hash_id("sign-in"),
                                           hash_id("another page"), hash_id("another sign-in")};
  return kNames;
}

inline SessionConfig config_from(FuzzedDataProvider& bytes, AppClass app) {
  return {.decision = decision_from(bytes, app),
          .session = bytes.ConsumeBool() ? names()[1] : Id{},
          .fresh_id = names()[0],
          .loaded_at = {bytes.ConsumeIntegralInRange<std::int64_t>(0, 10'000)},
          .returned = bytes.ConsumeBool(),
          .visible = bytes.ConsumeBool(),
          .online = bytes.ConsumeBool(),
          .report_only = bytes.ConsumeIntegralInRange<int>(0, 7) == 0,
          .heartbeat = bytes.ConsumeBool()};
}

}  // namespace idleguard::fuzz
