#include "core/policy.hpp"

namespace idleguard {

// The columns of the condition matrix: the rows that say suspended or exempt. All the others say
// enforce, which does not stop the search.

Section m365_section(Millis timeout, PromptMode prompt, Millis grace) {
  Section section{.sign_out_after = timeout, .prompt = prompt};
  if (prompt == PromptMode::at_limit) {
    section.warn_after = timeout;
    section.sign_out_after = timeout + grace;
  }
  section.releases = ConditionSet(Condition::c2,   // R147
                                  Condition::c3,   // R53
                                  Condition::c4,   // R55
                                  Condition::c5);  // R57
  return section;
}

Section share_point_section(Millis warn_after, Millis sign_out_after) {
  return {.sign_out_after = sign_out_after,
          .warn_after = warn_after,
          .prompt = PromptMode::fixed,
          .activity = ActivityRule::request,
          .releases = ConditionSet(Condition::c3, Condition::c5, Condition::c6),  // R53, R56
          .pointer_motion = false};
}

Section outlook_section(Millis interval) {
  return {.sign_out_after = interval, .releases = ConditionSet(Condition::c3)};  // R53
}

Section portal_section(Millis timeout) {
  return {.sign_out_after = timeout, .prompt = PromptMode::within_limit};  // R54, R113
}

Section custom_section(Millis warn_after, Millis sign_out_after) {
  return {.sign_out_after = sign_out_after,
          .warn_after = warn_after,
          .prompt = warn_after.count > 0 ? PromptMode::fixed : PromptMode::none};
}

std::optional<Section> portal_section_of(const Policy& policy) {
  const auto& own = policy[Source::azure_portal];
  const auto& suite = policy[Source::m365];
  if ((own && !own->only_proposes) || !suite) return own;
  const bool has_grace = suite->prompt == PromptMode::at_limit;
  Section section = portal_section(has_grace ? suite->warn_after : suite->sign_out_after);
  section.pointer_motion = suite->pointer_motion;
  section.is_inherited = true;
  return section;
}

bool is_adopted(Source source) { return source == Source::m365 || source == Source::custom; }

}  // namespace idleguard
