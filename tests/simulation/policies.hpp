// The policies that worlds run under, by number: short limits, for what follows from long ones is
// the same. Between them they have every place for a prompt, one group and several.
#pragma once

#include <array>
#include <vector>

#include "core/policy.hpp"

namespace idleguard::simulation {

inline constexpr std::int64_t kPolicyCount = 8;

inline Policy policy_of(std::int64_t number) {
  const auto set = [](Policy& policy, Source source, const Section& section) {
    policy[source] = section;
  };
  Policy policy;
  switch (number) {
    case 0:  // a prompt
      set(policy, Source::custom, custom_section(seconds(60), seconds(90)));
      break;
    case 1:  // none
      set(policy, Source::custom, custom_section({}, seconds(60)));
      break;
    case 2:  // longer
      set(policy, Source::custom, custom_section(minutes(4), minutes(5)));
      set(policy, Source::m365, m365_section(minutes(5)));
      break;
    case 3:  // at the limit, with a short grace, which can be extended (R119)
      set(policy, Source::m365, m365_section(minutes(2), PromptMode::at_limit, seconds(20)));
      set(policy, Source::custom, custom_section(seconds(20), seconds(40)));
      break;
    case 4:
      set(policy, Source::m365, m365_section(minutes(2), PromptMode::within_limit));
      break;
    case 5:  // three groups, and SharePoint's end is Outlook's, too (R38)
      set(policy, Source::share_point, share_point_section(minutes(1), seconds(90)));
      set(policy, Source::outlook, outlook_section(minutes(2)));
      set(policy, Source::azure_portal, portal_section(minutes(2)));
      break;
    case 6:  // two groups
      set(policy, Source::m365, m365_section(minutes(1), PromptMode::at_limit, seconds(30)));
      set(policy, Source::azure_portal, portal_section(minutes(2)));
      set(policy, Source::custom, custom_section({}, minutes(3)));
      break;
    default:  // nothing is watched
      break;
  }
  return policy;
}

/// Apps that some section speaks for; the first is the usual one.
inline std::vector<AppClass> apps_of(std::int64_t number) {
  switch (number) {
    case 2:
      return {AppClass::custom, AppClass::office, AppClass::azure_portal};
    case 3:
      return {AppClass::office, AppClass::outlook, AppClass::custom};
    case 4:
      return {AppClass::office, AppClass::share_point};
    case 5:
      return {AppClass::share_point, AppClass::outlook, AppClass::one_drive,
              AppClass::azure_portal};
    case 6:
      return {AppClass::outlook, AppClass::azure_portal, AppClass::share_point, AppClass::custom};
    default:
      return {AppClass::custom};
  }
}

}  // namespace idleguard::simulation
