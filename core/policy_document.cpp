#include "core/policy_document.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "core/duration.hpp"
#include "core/json.hpp"

namespace idleguard {
namespace {

constexpr Millis kShortestAnswerTime = seconds(20);  // WCAG 2.2.1
constexpr Millis kM365Floor = minutes(5);            // R3
constexpr Millis kM365Ceiling = hours(24);           // R3
constexpr Millis kLongestGrace = minutes(5);         // R110

// One section of the document: typed access to its fields, and complaints about them.
class Section {
 public:
  Section(const JsonDocument& document, const JsonNode& node, PolicyReading& reading)
      : document_(document), node_(node), reading_(reading) {}

  const JsonNode* field(std::string_view name) const { return document_.member(node_, name); }

  void wrong(const JsonNode& place, std::string_view code, std::string message) const {
    reading_.problems.push_back(document_.problem_at(place, code, std::move(message)));
  }
  void doubtful(const JsonNode& place, std::string_view code, std::string message) const {
    reading_.warnings.push_back(document_.problem_at(place, code, std::move(message)));
  }

  bool is_object() const {
    if (node_.kind == JsonNode::Kind::object) return true;
    wrong(node_, "wrong-type", "An object is expected here");
    return false;
  }

  // Fields that nobody knows are reported, and change nothing.
  void note_unknown(std::span<const std::string_view> known) const {
    for (std::size_t i = 0; i < node_.children.size(); ++i) {
      const JsonNode& child = document_.child(node_, i);
      if (std::find(known.begin(), known.end(), child.key) == known.end()) {
        doubtful(child, "unknown-field", "\"" + child.key + "\" is not known and is ignored");
      }
    }
  }

  std::optional<Millis> duration(std::string_view name) const {
    const JsonNode* value = field(name);
    if (value == nullptr) return std::nullopt;
    const auto length = value->kind == JsonNode::Kind::string ? parse_duration(value->text)
                                                              : std::nullopt;
    if (!length) {
      wrong(*value, "not-a-duration", "A duration is written [d.]hh:mm:ss, for example \"00:15:00\"");
    } else if (length->count == 0) {
      wrong(*value, "not-positive", "The duration must be longer than zero");
      return std::nullopt;
    }
    return length;
  }

  std::optional<Millis> required_duration(std::string_view name) const {
    if (field(name) == nullptr) {
      wrong(node_, "missing-field", "\"" + std::string(name) + "\" is missing");
    }
    return duration(name);
  }

  bool flag(std::string_view name, bool otherwise) const {
    const JsonNode* value = field(name);
    if (value == nullptr) return otherwise;
    if (value->kind != JsonNode::Kind::boolean) {
      wrong(*value, "wrong-type", "true or false is expected here");
    }
    return value->boolean;
  }

  const JsonDocument& document() const { return document_; }
  const JsonNode& node() const { return node_; }

 private:
  const JsonDocument& document_;
  const JsonNode& node_;
  PolicyReading& reading_;
};

void read_exemptions(const Section& section, const JsonNode& list, CustomPolicy& policy) {
  if (list.kind != JsonNode::Kind::array) {
    section.wrong(list, "wrong-type", "A list of exemptions is expected here");
    return;
  }
  for (std::size_t i = 0; i < list.children.size(); ++i) {
    const JsonNode& entry = section.document().child(list, i);
    if (entry.text == "keepMeSignedIn") {
      policy.exempts_keep_me_signed_in = true;
    } else if (entry.text == "deviceSso") {
      policy.exempts_device_sso = true;
    } else if (entry.text == "managedDevice") {
      policy.exempts_managed_device = true;
    } else {
      section.wrong(entry, "unknown-exemption",
                    "An exemption is \"keepMeSignedIn\", \"deviceSso\" or \"managedDevice\"");
    }
  }
}

std::optional<CustomPolicy> read_custom(const Section& section) {
  static constexpr std::array<std::string_view, 3> kFields = {"warnAfter", "signOutAfter",
                                                              "exempt"};
  if (!section.is_object()) return std::nullopt;
  section.note_unknown(kFields);
  CustomPolicy policy;
  const auto sign_out_after = section.required_duration("signOutAfter");
  policy.warn_after = section.duration("warnAfter");
  if (const JsonNode* list = section.field("exempt")) read_exemptions(section, *list, policy);
  if (!sign_out_after) return std::nullopt;
  policy.sign_out_after = *sign_out_after;
  if (policy.warn_after && *policy.warn_after >= policy.sign_out_after) {
    section.wrong(*section.field("warnAfter"), "warn-not-before-sign-out",
                  "The warning must come before the sign-out");
  } else if (policy.warn_after &&
             policy.sign_out_after - *policy.warn_after < kShortestAnswerTime) {
    section.doubtful(*section.field("warnAfter"), "too-short-to-answer",
                     "Less than 20 seconds to answer: WCAG 2.2.1 cannot be met");
  }
  return policy;
}

void read_prompt_mode(const Section& section, M365Policy& policy) {
  const JsonNode* mode = section.field("promptMode");
  if (mode == nullptr || mode->text == "atLimit") return;
  if (mode->text == "withinLimit") {
    policy.prompt_mode = PromptMode::within_limit;
  } else {
    section.wrong(*mode, "unknown-prompt-mode", "It is \"atLimit\" or \"withinLimit\"");
  }
}

std::optional<M365Policy> read_m365(const Section& section) {
  static constexpr std::array<std::string_view, 4> kFields = {"timeout", "promptMode", "grace",
                                                              "pointerMotion"};
  if (!section.is_object()) return std::nullopt;
  section.note_unknown(kFields);
  M365Policy policy;
  const auto timeout = section.required_duration("timeout");
  if (timeout) {
    policy.timeout = *timeout;
    if (*timeout < kM365Floor || *timeout > kM365Ceiling || timeout->count % 60'000 != 0) {
      section.wrong(*section.field("timeout"), "out-of-range",
                    "Whole minutes from 5 minutes to 24 hours are allowed");
    }
  }
  read_prompt_mode(section, policy);
  if (const auto grace = section.duration("grace")) {
    policy.grace = *grace;
    if (*grace < kShortestAnswerTime || *grace > kLongestGrace) {
      section.wrong(*section.field("grace"), "out-of-range",
                    "20 seconds to 5 minutes are allowed");
    }
  }
  policy.pointer_motion = section.flag("pointerMotion", true);
  return policy;
}

void read_version(const Section& document) {
  const JsonNode* version = document.field("version");
  if (version == nullptr) {
    document.wrong(document.node(), "missing-field", "\"version\" is missing; it is 1");
  } else if (version->kind != JsonNode::Kind::integer || version->integer != 1) {
    document.wrong(*version, "unknown-version", "Only version 1 is known");
  }
}

Policy read_sections(const Section& document, const JsonDocument& json, PolicyReading& reading) {
  static constexpr std::array<std::string_view, 6> kSections = {
      "version", "custom", "m365", "sharePoint", "outlook", "azurePortal"};
  Policy policy;
  document.note_unknown(kSections);
  read_version(document);
  if (const JsonNode* node = document.field("custom")) {
    policy.custom = read_custom({json, *node, reading});
  }
  if (const JsonNode* node = document.field("m365")) {
    policy.m365 = read_m365({json, *node, reading});
  }
  // Ignoring these would leave pages open that somebody wants closed.
  for (const std::string_view name : {"sharePoint", "outlook", "azurePortal"}) {
    if (const JsonNode* node = document.field(name)) {
      document.wrong(*node, "unsupported-section", "This version does not enforce this section");
    }
  }
  return policy;
}

}  // namespace

PolicyReading read_policy(std::string_view text) {
  PolicyReading reading;
  const JsonDocument json = JsonDocument::parse(text, reading.problems);
  if (json.root() == nullptr) return reading;
  const Section document(json, *json.root(), reading);
  if (!document.is_object()) return reading;
  const Policy policy = read_sections(document, json, reading);
  if (reading.problems.empty()) reading.policy = policy;
  return reading;
}

}  // namespace idleguard
