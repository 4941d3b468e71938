#include "core/policy_sections.hpp"

#include "core/text.hpp"

namespace idleguard {
namespace {

// R5, R6. `blamed`: the field that is named when they are not.
bool are_in_order(const PolicyFields& fields, Slot blamed, Millis warn_after,
                  Millis sign_out_after) {
  if (warn_after.count < 0 || warn_after >= sign_out_after) {
    fields.wrong(blamed, "not-before-sign-out");
    return false;
  }
  if (sign_out_after - warn_after < kShortestAnswerTime) {
    fields.doubtful(blamed, "too-short-to-answer");
  }
  return true;
}

void read_exemptions(const PolicyFields& fields, const JsonNode& list, Section& section) {
  static constexpr std::array<std::string_view, 3> kExemptions = {"keepMeSignedIn", "deviceSso",
                                                                  "managedDevice"};
  for (const JsonNode& entry : list.children()) {
    const auto found = index_of(kExemptions, entry.text);
    if (!found) {
      fields.wrong(entry, "unknown-value");
    } else {
      section.releases.insert(static_cast<Condition>(*found + 2));  // c3, c4, c5
      if (*found == 2) section.releases.insert(Condition::c6);
    }
  }
}

}  // namespace

bool is_timeout(Millis length) { return length >= minutes(5) && length <= hours(24); }

std::optional<Section> read_custom(const PolicyFields& fields) {
  const bool is_there = fields.require(Slot::sign_out_after);
  const Millis sign_out_after = fields.length(Slot::sign_out_after);
  const Millis warn_after = fields.length(Slot::warn_after);
  Section section = custom_section(warn_after, sign_out_after);
  if (fields.has(Slot::list)) {
    const JsonNode* list = fields.require("exempt", JsonNode::Kind::array);
    if (list != nullptr) read_exemptions(fields, *list, section);
  }
  const bool warns = fields.has(Slot::warn_after);
  const Slot blamed = warns ? Slot::warn_after : Slot::sign_out_after;
  if (is_there && (sign_out_after.count == 0 || (warns && warn_after.count == 0))) {
    fields.wrong(sign_out_after.count == 0 ? Slot::sign_out_after : blamed, "out-of-range");
  } else if (is_there) {
    are_in_order(fields, blamed, warn_after, sign_out_after);
  }
  return section;
}

std::optional<Section> read_m365(const PolicyFields& fields) {
  constexpr Millis kFullDayLessASecond = seconds(86'399);  // R19
  fields.require(Slot::sign_out_after);
  const Millis timeout = fields.length(Slot::sign_out_after);
  if (timeout.count % 60'000 != 0 && timeout != kFullDayLessASecond) {
    fields.doubtful(Slot::sign_out_after, "not-whole-minutes");
  }
  const bool is_within = fields.get(Slot::prompt_mode) != 0;
  if (is_within && fields.has(Slot::grace)) fields.doubtful(Slot::grace, "unused-grace");
  Section section =
      m365_section(timeout, is_within ? PromptMode::within_limit : PromptMode::at_limit,
                   fields.length(Slot::grace, minutes(1)));
  section.pointer_motion = fields.get(Slot::pointer_motion, 1) != 0;
  return section;
}

std::optional<Section> read_share_point(const PolicyFields& fields) {
  if (fields.get(Slot::enabled, 1) == 0) return std::nullopt;
  const bool is_form = fields.has(Slot::notice);  // R7: the notice counts backwards
  if (!is_form &&
      !(int{fields.require(Slot::warn_after)} & int{fields.require(Slot::sign_out_after)})) {
    return std::nullopt;
  }
  const Millis sign_out_after = fields.length(Slot::sign_out_after, hours(1));
  const Millis warn_after =
      is_form ? sign_out_after - fields.length(Slot::notice) : fields.length(Slot::warn_after);
  const Slot blamed = is_form ? Slot::notice : Slot::warn_after;
  if (warn_after.count == 0) {
    fields.wrong(blamed, "out-of-range");
  } else if (are_in_order(fields, blamed, warn_after, sign_out_after) &&
             warn_after < sign_out_after / 2) {  // R8
    fields.doubtful(blamed, "warns-early");
  }
  return share_point_section(warn_after, sign_out_after);
}

std::optional<Section> read_outlook(const PolicyFields& fields) {
  Section section = outlook_section(fields.length(Slot::sign_out_after, hours(6)));  // R2
  section.holds_without_sso = fields.get(Slot::enabled, 1) != 0;
  section.holds_with_sso = fields.get(Slot::with_sso, 1) != 0;
  if (!section.holds_with_sso && !section.holds_without_sso) return std::nullopt;  // R9
  if (fields.get(Slot::prompt) != 0) section.prompt = PromptMode::within_limit;    // R112
  section.pointer_motion = fields.get(Slot::pointer_motion, 1) != 0;
  return section;
}

std::optional<Section> read_portal(const PolicyFields& fields) {
  Millis timeout = fields.length(Slot::sign_out_after);
  const JsonNode& node = fields.node();
  if (node.member("hours") != nullptr || node.member("minutes") != nullptr) {
    timeout = timeout + fields.length(Slot::hours) + fields.length(Slot::minutes);
    if (!is_timeout(timeout)) {
      fields.wrong(Slot::minutes, "out-of-range");
    }
  } else {
    fields.require(Slot::sign_out_after);
  }
  Section section = portal_section(timeout);
  section.only_proposes = fields.get(Slot::enabled, 1) == 0;
  if (fields.get(Slot::idleness) != 0) section.activity = ActivityRule::focus;
  section.pointer_motion = fields.get(Slot::pointer_motion, 1) != 0;
  return section;
}

}  // namespace idleguard
