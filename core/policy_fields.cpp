#include "core/policy_fields.hpp"

#include "core/duration.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

enum class Kind : std::uint8_t { length, hours, minutes, seconds, flag, word, other };

constexpr std::uint16_t in(Form form) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(form));
}

struct Row {
  const char* name;
  std::uint16_t forms;
  Slot slot;
  Kind kind;
  std::uint32_t least = 0;  // seconds
  std::uint32_t most = 0;   // seconds; 0: no limit
  const char* words = nullptr;
};

template <class... Forms>
constexpr std::uint16_t any(Forms... forms) {
  return static_cast<std::uint16_t>((in(forms) | ...));
}
constexpr std::uint16_t kOwnOrSharePoint = any(Form::custom, Form::share_point);
constexpr std::uint16_t kSharePointOrPortal = any(Form::share_point, Form::portal);
constexpr std::uint16_t kM365OrPortal = any(Form::m365, Form::portal);
constexpr std::uint16_t kWithPointer = any(Form::m365, Form::outlook, Form::portal);

constexpr std::uint32_t kMinute = 60;
constexpr std::uint32_t kDay = 86'400;

// The fields up to the line say whose a document is, the first of them that it has.
constexpr std::size_t kMarkCount = 18;
constexpr std::array<Row, 39> kRows = {{
    {"version", in(Form::own), Slot::other, Kind::other},
    {"definition", in(Form::graph), Slot::list, Kind::other},
    {"Definition", in(Form::graph), Slot::list, Kind::other},  // as PowerShell writes it
    {"ActivityBasedTimeoutPolicy", in(Form::definition), Slot::other, Kind::other},
    {"idleSessionSignOut", in(Form::settings), Slot::other, Kind::other},
    {"Enabled", in(Form::share_point), Slot::enabled, Kind::flag},
    {"isEnabled", in(Form::share_point), Slot::enabled, Kind::flag},
    {"enabled", kSharePointOrPortal, Slot::enabled, Kind::flag},
    {"notifyBefore", in(Form::share_point), Slot::notice, Kind::length},
    {"SignOutAfter", in(Form::share_point), Slot::sign_out_after, Kind::length},
    {"signOutAfterInSeconds", in(Form::share_point), Slot::sign_out_after, Kind::seconds},
    {"WarnAfter", in(Form::share_point), Slot::warn_after, Kind::length},
    {"warnAfterInSeconds", in(Form::share_point), Slot::warn_after, Kind::seconds},
    {"ActivityBasedAuthenticationTimeoutEnabled", in(Form::outlook), Slot::enabled, Kind::flag},
    {"ActivityBasedAuthenticationTimeoutInterval", in(Form::outlook), Slot::sign_out_after,
     Kind::length, 5 * kMinute, 480 * kMinute},  // R9
    {"ActivityBasedAuthenticationTimeoutWithSingleSignOnEnabled", in(Form::outlook), Slot::with_sso,
     Kind::flag},
    {"hours", in(Form::portal), Slot::hours, Kind::hours},
    {"minutes", in(Form::portal), Slot::minutes, Kind::minutes},
    // ----
    {"timeout", kM365OrPortal, Slot::sign_out_after, Kind::length, 5 * kMinute, kDay},  // R3, R4
    {"WebSessionIdleTimeout", in(Form::application), Slot::sign_out_after, Kind::length,
     5 * kMinute, kDay},  // R18, R19
    {"signOutAfter", kOwnOrSharePoint, Slot::sign_out_after, Kind::length},
    {"warnAfter", kOwnOrSharePoint, Slot::warn_after, Kind::length},
    {"exempt", in(Form::custom), Slot::list, Kind::other},
    {"promptMode", in(Form::m365), Slot::prompt_mode, Kind::word, 0, 0, "atLimit\0withinLimit"},
    {"grace", in(Form::m365), Slot::grace, Kind::length, 20, 5 * kMinute},  // R110
    {"pointerMotion", kWithPointer, Slot::pointer_motion, Kind::flag},
    {"prompt", in(Form::outlook), Slot::prompt, Kind::flag},
    {"idleness", in(Form::portal), Slot::idleness, Kind::word, 0, 0, "input\0focus"},
    {"refresh", in(Form::own), Slot::refresh, Kind::length, kMinute},
    {"custom", in(Form::own), Slot::other, Kind::other},
    {"m365", in(Form::own), Slot::other, Kind::other},
    {"sharePoint", in(Form::own), Slot::other, Kind::other},
    {"outlook", in(Form::own), Slot::other, Kind::other},
    {"azurePortal", in(Form::own), Slot::other, Kind::other},
    {"isOrganizationDefault", in(Form::graph), Slot::is_default, Kind::flag},
    {"IsOrganizationDefault", in(Form::graph), Slot::is_default, Kind::flag},
    {"Version", in(Form::definition), Slot::other, Kind::other},
    {"ApplicationId", in(Form::application), Slot::other, Kind::other},
    {"ApplicationPolicies", in(Form::definition), Slot::list, Kind::other},
}};

// What would divide an organisation (R21).
constexpr std::array<std::string_view, 7> kScopes = {"appliesTo", "users",    "groups",  "sites",
                                                     "networks",  "internal", "external"};

constexpr std::int64_t kTicksPerMilli = 10'000;
constexpr std::int64_t kMostCount = 100'000 * 86'400LL;  // as many days as a length may have

const Row* row_of(std::string_view name, Form form) {
  for (const Row& row : kRows) {
    if (row.name == name && (row.forms & in(form)) != 0) return &row;
  }
  return nullptr;
}

std::optional<std::int64_t> count_from(const JsonNode& node) {
  const bool is_count = node.kind == JsonNode::Kind::integer && node.integer >= 0;
  if (!is_count || node.integer >= kMostCount) return std::nullopt;
  return node.integer;
}

// TimeSpan text (R18, R23), or the object that PowerShell makes of one.
std::optional<std::int64_t> length_from(const JsonNode& node) {
  if (const JsonNode* ticks = node.member("Ticks")) {
    if (ticks->kind != JsonNode::Kind::integer || ticks->integer < 0) return std::nullopt;
    const std::int64_t millis = ticks->integer / kTicksPerMilli;
    return millis < kMostCount * 1000 ? std::optional(millis) : std::nullopt;
  }
  const auto length = parse_duration(node.text);  // there is none in what is no string
  return length ? std::optional(length->count) : std::nullopt;
}

// `words`: the two, one behind the other, each with its end.
std::optional<std::int64_t> word_from(std::string_view text, const char* words) {
  const std::string_view first = words;
  if (text == first) return 0;
  if (text == first.end() + 1) return 1;
  return std::nullopt;
}

std::optional<std::int64_t> value_from(const JsonNode& node, const Row& row) {
  constexpr std::array<Millis, 4> kUnits = {Millis{}, hours(1), minutes(1), seconds(1)};
  switch (row.kind) {
    case Kind::length:
      return length_from(node);
    case Kind::flag:
      if (node.kind != JsonNode::Kind::boolean) return std::nullopt;
      return node.boolean ? 1 : 0;
    case Kind::word:
      return word_from(node.text, row.words);
    case Kind::other:
      return 0;
    default: {
      const auto count = count_from(node);
      if (!count) return count;
      return *count * kUnits[static_cast<std::size_t>(row.kind)].count;
    }
  }
}

// What to say of a value that is nothing of its kind.
std::string_view complaint_about(Kind kind) {
  if (kind == Kind::length) return "not-a-duration";
  return kind == Kind::word ? "unknown-value" : "wrong-type";
}

}  // namespace

PolicyFields::PolicyFields(const JsonDocument& document, const JsonNode& node, Form form,
                           Findings& findings, bool is_alone)
    : document_(document), node_(node), form_(form), findings_(findings) {
  if (node.kind != JsonNode::Kind::object) wrong(node, "wrong-type");
  for (const JsonNode& field : node.children()) read(field, is_alone);
}

void PolicyFields::read(const JsonNode& field, bool is_alone) {
  const Row* row = row_of(field.key, form_);
  if (row == nullptr) {
    if (index_of(kScopes, field.key)) {
      wrong(field, "not-organization-wide");
    } else if (!is_alone && !field.key.starts_with('@')) {
      doubtful(field, "unknown-field");
    }
    return;
  }
  const auto value = value_from(field, *row);
  const std::size_t at = index(row->slot);
  if (!value) {
    return wrong(field, complaint_about(row->kind));
  }
  if (*value < seconds(row->least).count || (row->most != 0 && *value > seconds(row->most).count)) {
    return wrong(field, "out-of-range");
  }
  if (nodes_[at] != nullptr && row->kind != Kind::other) {
    return wrong(field, "said-twice");
  }
  nodes_[at] = &field;
  values_[at] = *value;
}

void PolicyFields::missing(std::string_view name) const {
  wrong(node_, "missing-field");
  (findings_.problems.back().path += '/') += name;
}

const JsonNode* PolicyFields::require(std::string_view name, JsonNode::Kind kind) const {
  const JsonNode* node = node_.member(name);
  if (node == nullptr) {
    if (node_.kind == JsonNode::Kind::object) missing(name);
  } else if (node->kind != kind) {
    wrong(*node, "wrong-type");
    node = nullptr;
  }
  return node;
}

bool PolicyFields::require(Slot slot) const {
  if (has(slot) || node_.kind != JsonNode::Kind::object) return has(slot);
  const char* name = nullptr;  // the first by which it may go
  for (const Row& row : kRows) {
    if (row.slot != slot || (row.forms & in(form_)) == 0) continue;
    if (node_.member(row.name) != nullptr) return false;  // it is wrong, and named already
    if (name == nullptr) name = row.name;
  }
  missing(name);
  return false;
}

void PolicyFields::wrong(const JsonNode& node, std::string_view code) const {
  findings_.problems.push_back(document_.problem_at(node, code));
}

void PolicyFields::wrong(Slot slot, std::string_view code) const { wrong(place(slot), code); }

void PolicyFields::doubtful(const JsonNode& node, std::string_view code) const {
  findings_.warnings.push_back(document_.problem_at(node, code));
}

void PolicyFields::doubtful(Slot slot, std::string_view code) const { doubtful(place(slot), code); }

Form form_of(const JsonNode& node) {
  for (std::size_t i = 0; i < kMarkCount; ++i) {
    if (node.member(kRows[i].name) == nullptr) continue;
    unsigned form = 0;
    while ((kRows[i].forms >> form & 1U) == 0) ++form;
    return static_cast<Form>(form);
  }
  return Form::own;
}

}  // namespace idleguard
