// Recognises whose document it is, and takes it apart into sections.
#include "core/policy_document.hpp"

#include <array>

#include "core/duration.hpp"
#include "core/policy_sections.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::string_view kDefaultId = "default";
constexpr std::string_view kPortalId = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

// R17, R20: of two values for one thing the shorter holds.
void keep_shorter(std::optional<Section>& kept, const Section& section,
                  const PolicyFields& fields) {
  if (kept) fields.doubtful(Slot::other, "repeated-policy");
  if (!kept || section.sign_out_after < kept->sign_out_after) kept = section;
}

void check_version(const PolicyFields& fields, std::string_view name) {
  const JsonNode* version = fields.require(name, JsonNode::Kind::integer);
  if (version != nullptr && version->integer != 1) {
    fields.wrong(*version, "unknown-version");
  }
}

void read_application(const PolicyFields& fields, Source source, Policy& policy) {
  if (!fields.require(Slot::sign_out_after)) return;
  const Millis timeout = fields.length(Slot::sign_out_after);
  const bool is_portal = source == Source::azure_portal;
  keep_shorter(policy[source], is_portal ? portal_section(timeout) : m365_section(timeout), fields);
}

// R16, R17: two ids have a meaning, whatever their case; the others are named and ignored, and so
// is all that they say.
std::optional<Source> source_with(const JsonNode& application, const PolicyFields& around) {
  const JsonNode* id = application.member("ApplicationId");
  if (id == nullptr) return Source::m365;  // the reading of its fields complains
  const std::string name = lower_case(id->text);
  if (name == kDefaultId) return Source::m365;
  if (name == kPortalId) return Source::azure_portal;
  around.doubtful(*id, "unknown-application");
  return std::nullopt;
}

// What the string inside a Graph policy says (R15).
void read_definition(const PolicyFields& fields, Policy& policy) {
  const JsonNode* root = fields.require("ActivityBasedTimeoutPolicy", JsonNode::Kind::object);
  if (root == nullptr) return;
  const PolicyFields inner = fields.within(*root, Form::definition);
  check_version(inner, "Version");
  const JsonNode* applications = inner.require("ApplicationPolicies", JsonNode::Kind::array);
  if (applications == nullptr) return;
  for (const JsonNode& each : applications->children()) {
    const auto source = source_with(each, inner);
    if (!source) continue;
    const PolicyFields application = inner.within(each, Form::application);
    application.require("ApplicationId", JsonNode::Kind::string);
    read_application(application, *source, policy);
  }
}

// R14, R20: the first string of a list, in an object that is the organisation's default.
void read_graph_policy(const PolicyFields& fields, Policy& policy) {
  if (fields.get(Slot::is_default) == 0) {
    fields.doubtful(Slot::is_default, "inactive-policy");
    return;
  }
  const JsonNode* list = fields.node(Slot::list);
  const JsonNode& text = *list->children().begin();
  const bool has_items = list->kind == JsonNode::Kind::array && list->size > 1;
  if (!has_items || text.kind != JsonNode::Kind::string) {
    return fields.wrong(*list, "wrong-type");
  }
  const JsonDocument inner(fields.document(), text, fields.findings().problems);
  if (inner.root() != nullptr) read_definition(fields.within(inner, Form::definition), policy);
}

using ReadSection = std::optional<Section> (*)(const PolicyFields&);
struct SectionRow {
  std::string_view name;
  Source source;
  ReadSection read;
};
// In the order of `Form`.
constexpr std::array<SectionRow, kSourceCount> kSections = {{
    {"custom", Source::custom, read_custom},
    {"m365", Source::m365, read_m365},
    {"sharePoint", Source::share_point, read_share_point},
    {"outlook", Source::outlook, read_outlook},
    {"azurePortal", Source::azure_portal, read_portal},
}};

void add(Policy& policy, const SectionRow& row, const PolicyFields& fields) {
  const auto section = row.read(fields);
  if (section) keep_shorter(policy[row.source], *section, fields);
}

void read_own(const PolicyFields& fields, PolicyDocument& document) {
  check_version(fields, "version");
  if (fields.has(Slot::refresh)) document.refresh = fields.length(Slot::refresh);
  for (std::size_t i = 0; i < kSections.size(); ++i) {
    const JsonNode* node = fields.node().member(kSections[i].name);
    if (node == nullptr) continue;
    const PolicyFields section = fields.within(*node, static_cast<Form>(i));
    add(document.policy, kSections[i], section);
  }
}

void read_one(const JsonDocument& json, const JsonNode& node, PolicyDocument& document,
              Findings& findings) {
  Form form = form_of(node);
  const JsonNode* inner = &node;
  if (form == Form::settings) {
    inner = node.member("idleSessionSignOut");
    form = Form::share_point;
  }
  const bool is_among_others = form == Form::outlook || form == Form::graph;
  const PolicyFields fields(json, *inner, form, findings, is_among_others);
  if (form == Form::own) return read_own(fields, document);
  if (form == Form::graph) return read_graph_policy(fields, document.policy);
  if (form == Form::definition) return read_definition(fields, document.policy);
  add(document.policy, kSections[static_cast<std::size_t>(form)], fields);
}

}  // namespace

std::optional<PolicyDocument> read_policy(std::string_view text, Findings& findings) {
  const std::size_t problems_before = findings.problems.size();
  const JsonDocument json(text, findings.problems);
  if (json.root() == nullptr) return std::nullopt;
  const JsonNode* list = json.root()->member("value");
  if (list == nullptr) list = json.root();
  PolicyDocument document;
  if (list->kind == JsonNode::Kind::array) {
    for (const JsonNode& each : list->children()) read_one(json, each, document, findings);
  } else {
    read_one(json, *list, document, findings);
  }
  if (findings.problems.size() > problems_before) return std::nullopt;
  return document;
}

Preference read_preference(std::string_view text, Findings& findings) {
  if (text == "never") return kNeverIdle;
  const auto length = parse_duration(text);
  if (length && is_timeout(*length)) return length;
  findings.problems.push_back({.code = "not-a-preference", .path = "userPreference"});
  return std::nullopt;
}

}  // namespace idleguard
