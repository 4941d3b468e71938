#include "core/policy_document.hpp"

#include <array>
#include <span>

#include "core/duration.hpp"
#include "core/json.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr Millis kM365Floor = minutes(5);     // R3
constexpr Millis kM365Ceiling = hours(24);    // R3
constexpr Millis kLongestGrace = minutes(5);  // R110

// One section of the document: typed access to its fields, and complaints about them.
class Section {
 public:
  Section(const JsonDocument& document, const JsonNode& node, Findings& findings)
      : document_(document), node_(node), findings_(findings) {}

  const JsonNode* field(const char* name) const { return node_.member(name); }
  Section section(const JsonNode& field) const { return {document_, field, findings_}; }

  void wrong(const JsonNode& place, const char* code, const char* message) const {
    findings_.problems.push_back(document_.problem_at(place, code, message));
  }
  void doubtful(const JsonNode& place, const char* code, const char* message) const {
    findings_.warnings.push_back(document_.problem_at(place, code, message));
  }
  void missing(const char* message) const { wrong(node_, "missing-field", message); }

  bool is_object() const {
    if (node_.kind == JsonNode::Kind::object) return true;
    wrong(node_, "wrong-type", "An object is expected here");
    return false;
  }

  // Fields that nobody knows are reported, and change nothing.
  void note_unknown(std::span<const std::string_view> known) const {
    for (const JsonNode& child : node_.children()) {
      if (!index_of(known, child.key)) {
        doubtful(child, "unknown-field", "This field is not known and is ignored");
      }
    }
  }

  std::optional<Millis> duration(const char* name) const {
    const JsonNode* value = field(name);
    if (value == nullptr) return std::nullopt;
    const auto length = parse_duration(value->text);  // there is none in what is no string
    if (!length) {
      wrong(*value, "not-a-duration",
            "A duration is written [d.]hh:mm:ss, for example \"00:15:00\"");
    } else if (length->count == 0) {
      wrong(*value, "not-positive", "The duration must be longer than zero");
      return std::nullopt;
    }
    return length;
  }

  bool flag(const char* name, bool otherwise) const {
    const JsonNode* value = field(name);
    if (value == nullptr) return otherwise;
    if (value->kind != JsonNode::Kind::boolean) {
      wrong(*value, "wrong-type", "true or false is expected here");
    }
    return value->boolean;
  }

 private:
  const JsonDocument& document_;
  const JsonNode& node_;
  Findings& findings_;
};

void read_exemptions(const Section& section, const JsonNode& list, CustomPolicy& policy) {
  if (list.kind != JsonNode::Kind::array) {
    section.wrong(list, "wrong-type", "A list of exemptions is expected here");
    return;
  }
  for (const JsonNode& entry : list.children()) {
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
  if (section.field("signOutAfter") == nullptr) section.missing("\"signOutAfter\" is missing");
  const auto sign_out_after = section.duration("signOutAfter");
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
  if (section.field("timeout") == nullptr) section.missing("\"timeout\" is missing");
  if (const auto timeout = section.duration("timeout")) {
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
      section.wrong(*section.field("grace"), "out-of-range", "20 seconds to 5 minutes are allowed");
    }
  }
  policy.pointer_motion = section.flag("pointerMotion", true);
  return policy;
}

void read_version(const Section& document) {
  const JsonNode* version = document.field("version");
  if (version == nullptr) {
    document.missing("\"version\" is missing; it is 1");
  } else if (version->kind != JsonNode::Kind::integer || version->integer != 1) {
    document.wrong(*version, "unknown-version", "Only version 1 is known");
  }
}

Policy read_sections(const Section& document) {
  static constexpr std::array<std::string_view, 6> kSections = {
      "version", "custom", "m365", "sharePoint", "outlook", "azurePortal"};
  Policy policy;
  document.note_unknown(kSections);
  read_version(document);
  if (const JsonNode* node = document.field("custom")) {
    policy.custom = read_custom(document.section(*node));
  }
  if (const JsonNode* node = document.field("m365")) {
    policy.m365 = read_m365(document.section(*node));
  }
  // Ignoring these would leave pages open that somebody wants closed.
  for (const char* name : {"sharePoint", "outlook", "azurePortal"}) {
    if (const JsonNode* node = document.field(name)) {
      document.wrong(*node, "unsupported-section", "This version does not enforce this section");
    }
  }
  return policy;
}

}  // namespace

std::optional<Policy> read_policy(std::string_view text, Findings& findings) {
  const std::size_t problems_before = findings.problems.size();
  const JsonDocument json(text, findings.problems);
  if (json.root() == nullptr) return std::nullopt;
  const Section document(json, *json.root(), findings);
  if (!document.is_object()) return std::nullopt;
  const Policy policy = read_sections(document);
  if (findings.problems.size() > problems_before) return std::nullopt;
  return policy;
}

}  // namespace idleguard
