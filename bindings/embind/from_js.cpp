#include "bindings/embind/from_js.hpp"

#include <array>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "core/id.hpp"
#include "core/json.hpp"
#include "core/policy_document.hpp"
#include "core/record.hpp"

namespace idleguard {
namespace {

// A policy of the longest length that is read, as text in text, and what goes with it.
constexpr std::size_t kMostMessageBytes = 8 * kMostJsonBytes;

// One object of the agreed shape; whatever is not of it is our own bug.
class Object {
 public:
  explicit Object(const JsonNode* node) : node_(node) {
    IDLEGUARD_CHECK(node_ != nullptr && node_->kind == JsonNode::Kind::object);
  }

  bool has(const char* name) const { return node_->member(name) != nullptr; }
  std::string_view text(const char* name) const { return get(name, JsonNode::Kind::string).text; }
  std::int64_t integer(const char* name) const {
    return get(name, JsonNode::Kind::integer).integer;
  }
  bool flag(const char* name) const { return get(name, JsonNode::Kind::boolean).boolean; }
  std::optional<bool> optional_flag(const char* name) const {
    return has(name) ? std::optional(flag(name)) : std::nullopt;
  }
  Object object(const char* name) const { return Object(node_->member(name)); }

  Reading facts(const char* name) const {
    Reading reading;
    for (const JsonNode& pair : get(name, JsonNode::Kind::array).children()) {
      std::array<std::string_view, 2> parts;
      std::size_t count = 0;
      for (const JsonNode& part : pair.children()) {
        IDLEGUARD_CHECK(count < parts.size());
        parts[count++] = part.text;
      }
      IDLEGUARD_CHECK(count == parts.size());
      const auto fact = read_fact(parts[0], parts[1]);
      fact ? static_cast<void>(reading.facts.merge(*fact)) : static_cast<void>(++reading.dropped);
    }
    return reading;
  }

 private:
  const JsonNode& get(const char* name, JsonNode::Kind kind) const {
    const JsonNode* node = node_->member(name);
    IDLEGUARD_CHECK(node != nullptr && node->kind == kind);
    return *node;
  }

  const JsonNode* node_;
};

Signals signals_from(const Object& object) {
  return {.keep_me_signed_in = object.optional_flag("keepMeSignedIn"),
          .device_sso = object.optional_flag("deviceSso"),
          .device_compliant = object.optional_flag("deviceCompliant"),
          .device_domain_joined = object.optional_flag("deviceDomainJoined"),
          .app_enforced_restrictions = object.optional_flag("appEnforcedRestrictions"),
          .sso_session = object.optional_flag("ssoSession"),
          .third_party_blocked = object.optional_flag("thirdPartyBlocked")};
}

std::optional<Decision> decision_from(const Object& object, AppClass app, Findings& findings) {
  const auto policy = read_policy(object.text("policy"), findings);
  if (!policy) return std::nullopt;
  return decide(*policy, app, signals_from(object.object("signals")));
}

ClockReading reading_from(const Object& object) {
  return {.wall = {object.integer("wall")}, .mono = {object.integer("mono")}};
}

struct EventRow {
  std::string_view name;
  Event event;
};
constexpr std::array<EventRow, std::variant_size_v<Event>> kEvents = {{
    {"started", Started{}},
    {"woke", Woke{}},
    {"asked", Asked{}},
    {"stayChosen", StayChosen{}},
    {"endChosen", EndChosen{}},
    {"peerSpoke", PeerSpoke{}},
    {"pageShown", PageShown{}},
    {"pageHidden", PageHidden{}},
    {"pageLeft", PageLeft{}},
    {"pageReturned", PageReturned{}},
    {"networkChanged", NetworkChanged{}},
    {"hookFinished", HookFinished{}},
    {"claimAnswered", ClaimAnswered{}},
    {"claimLost", ClaimLost{}},
    {"signOutReturned", SignOutReturned{}},
    {"recordFailed", RecordFailed{}},
    {"decisionChanged", DecisionChanged{}},
}};

Event event_named(std::string_view name) {
  for (const EventRow& row : kEvents) {
    if (row.name == name) return row.event;
  }
  IDLEGUARD_CHECK(false);
}

// The event, with what it carries besides its name. False: there are problems.
bool read_event(const Object& object, AppClass app, Input& input, Findings& findings) {
  input.event = event_named(object.text("type"));
  if (auto* chosen = std::get_if<EndChosen>(&input.event)) {
    chosen->reason = reason_named(object.text("reason")).value_or(Reason::internal);
  } else if (auto* spoke = std::get_if<PeerSpoke>(&input.event)) {
    input.message = object.facts("entries");
    spoke->at = {object.integer("at")};
  } else if (auto* left = std::get_if<PageLeft>(&input.event)) {
    left->cached = object.flag("cached");
  } else if (auto* network = std::get_if<NetworkChanged>(&input.event)) {
    network->online = object.flag("online");
  } else if (auto* answer = std::get_if<ClaimAnswered>(&input.event)) {
    answer->granted = object.flag("granted");
    answer->exclusive = object.flag("exclusive");
  } else if (auto* returned = std::get_if<SignOutReturned>(&input.event)) {
    returned->done = object.flag("done");
  } else if (auto* changed = std::get_if<DecisionChanged>(&input.event)) {
    const auto decision = decision_from(object, app, findings);
    if (!decision) return false;
    changed->decision = *decision;
  }
  return true;
}

}  // namespace

std::optional<StartRequest> start_request_from_js(std::string_view json, Findings& findings) {
  Problems problems;
  const JsonDocument document(json, problems, kMostMessageBytes);
  const Object options(document.root());
  const auto app = app_class_named(options.text("app"));
  if (!app) {
    findings.problems.push_back(
        {.code = "unknown-app", .path = "app", .message = "This app class is not known"});
  }
  const std::string_view refresh_text = options.text("policyRefresh");
  const auto refresh = parse_duration(refresh_text);
  if (!refresh_text.empty() && (!refresh || refresh->count == 0)) {
    findings.problems.push_back({.code = "not-a-duration",
                                 .path = "policyRefresh",
                                 .message = "[d.]hh:mm:ss is expected, longer than zero"});
  }
  const auto decision = decision_from(options, app.value_or(AppClass::custom), findings);
  if (!decision || !findings.problems.empty()) return std::nullopt;
  return StartRequest{.account = hash_id(options.text("account")),
                      .app = *app,
                      .policy_refresh = refresh,
                      .config = {.decision = *decision,
                                 .session = id_of_session(options.text("session")),
                                 .fresh_id = read_id(options.text("freshId")).value_or(Id{}),
                                 .loaded_at = {options.integer("loadedAt")},
                                 .returned = options.flag("returned"),
                                 .visible = options.flag("visible"),
                                 .online = options.flag("online"),
                                 .report_only = options.flag("reportOnly"),
                                 .heartbeat = options.flag("heartbeat")}};
}

std::optional<Input> input_from_js(std::string_view json, AppClass app, Findings& findings) {
  Problems problems;
  const JsonDocument document(json, problems, kMostMessageBytes);
  const Object object(document.root());
  std::optional<Input> input(std::in_place);
  input->now = reading_from(object);
  if (object.has("activity")) input->activity = reading_from(object.object("activity"));
  if (object.has("record")) input->record = object.facts("record");
  if (!read_event(object.object("event"), app, *input, findings)) input.reset();
  return input;
}

}  // namespace idleguard
