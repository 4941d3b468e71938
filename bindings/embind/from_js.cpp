#include "bindings/embind/from_js.hpp"

#include <array>

#include "core/check.hpp"
#include "core/id.hpp"
#include "core/json.hpp"
#include "core/policy_document.hpp"
#include "core/record.hpp"

namespace idleguard {
namespace {

// One object of the agreed shape; whatever is not of it is our own bug.
class Object {
 public:
  Object(const JsonDocument& document, const JsonNode* node) : document_(document), node_(node) {
    IDLEGUARD_CHECK(node_ != nullptr && node_->kind == JsonNode::Kind::object);
  }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  const std::string& text(std::string_view name) const {
    return get(name, JsonNode::Kind::string).text;
  }
  std::int64_t integer(std::string_view name) const {
    return get(name, JsonNode::Kind::integer).integer;
  }
  bool flag(std::string_view name) const { return get(name, JsonNode::Kind::boolean).boolean; }
  std::optional<bool> optional_flag(std::string_view name) const {
    return has(name) ? std::optional(flag(name)) : std::nullopt;
  }
  Object object(std::string_view name) const { return {document_, find(name)}; }

  Reading facts(std::string_view name) const {
    const JsonNode& list = get(name, JsonNode::Kind::array);
    Reading reading;
    for (std::size_t i = 0; i < list.children.size(); ++i) {
      const JsonNode& pair = document_.child(list, i);
      IDLEGUARD_CHECK(pair.children.size() == 2);
      const auto fact = read_fact(document_.child(pair, 0).text, document_.child(pair, 1).text);
      fact ? static_cast<void>(reading.facts.merge(*fact)) : static_cast<void>(++reading.dropped);
    }
    return reading;
  }

 private:
  const JsonNode* find(std::string_view name) const { return document_.member(*node_, name); }
  const JsonNode& get(std::string_view name, JsonNode::Kind kind) const {
    const JsonNode* node = find(name);
    IDLEGUARD_CHECK(node != nullptr && node->kind == kind);
    return *node;
  }

  const JsonDocument& document_;
  const JsonNode* node_;
};

JsonDocument parse(std::string_view json) {
  Problems problems;
  JsonDocument document = JsonDocument::parse(json, problems);
  IDLEGUARD_CHECK(problems.empty());
  return document;
}

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
  const PolicyReading reading = read_policy(object.text("policy"));
  for (const Problem& each : reading.problems) findings.problems.push_back(each);
  for (const Problem& each : reading.warnings) findings.warnings.push_back(each);
  if (!reading.policy) return std::nullopt;
  return decide(*reading.policy, app, signals_from(object.object("signals")));
}

ClockReading reading_from(const Object& object) {
  return {.wall = {object.integer("wall")}, .mono = {object.integer("mono")}};
}

using ReadEvent = Event (*)(const Object&);
struct EventRow {
  std::string_view name;
  ReadEvent read;
};

template <class Plain>
Event read_plain(const Object&) {
  return Plain{};
}

constexpr std::array<EventRow, 16> kEvents = {{
    {"started", read_plain<Started>},
    {"woke", read_plain<Woke>},
    {"asked", read_plain<Asked>},
    {"stayChosen", read_plain<StayChosen>},
    {"endChosen",
     [](const Object& event) -> Event {
       return EndChosen{reason_named(event.text("reason")).value_or(Reason::internal)};
     }},
    {"peerSpoke",
     [](const Object& event) -> Event {
       return PeerSpoke{event.facts("entries"), {event.integer("at")}};
     }},
    {"pageShown", read_plain<PageShown>},
    {"pageHidden", read_plain<PageHidden>},
    {"pageLeft", [](const Object& event) -> Event { return PageLeft{event.flag("cached")}; }},
    {"pageReturned", read_plain<PageReturned>},
    {"networkChanged",
     [](const Object& event) -> Event { return NetworkChanged{event.flag("online")}; }},
    {"hookFinished", read_plain<HookFinished>},
    {"claimAnswered",
     [](const Object& event) -> Event {
       return ClaimAnswered{event.flag("granted"), event.flag("exclusive")};
     }},
    {"claimLost", read_plain<ClaimLost>},
    {"signOutReturned",
     [](const Object& event) -> Event { return SignOutReturned{event.flag("done")}; }},
    {"recordFailed", read_plain<RecordFailed>},
}};

std::optional<Event> event_from(const Object& event, AppClass app, Findings& findings) {
  const std::string& name = event.text("type");
  if (name == "decisionChanged") {
    const auto decision = decision_from(event, app, findings);
    if (!decision) return std::nullopt;
    return DecisionChanged{*decision};
  }
  for (const EventRow& row : kEvents) {
    if (row.name == name) return row.read(event);
  }
  IDLEGUARD_CHECK(false);
}

}  // namespace

std::optional<StartRequest> start_request_from_js(std::string_view json, Findings& findings) {
  const JsonDocument document = parse(json);
  const Object options(document, document.root());
  const auto app = app_class_named(options.text("app"));
  if (!app) {
    findings.problems.push_back(
        {.code = "unknown-app", .path = "app", .message = "This app class is not known"});
  }
  const auto decision = decision_from(options, app.value_or(AppClass::custom), findings);
  if (!app || !decision) return std::nullopt;
  return StartRequest{.account = hash_id(options.text("account")),
                      .app = *app,
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
  const JsonDocument document = parse(json);
  const Object object(document, document.root());
  auto event = event_from(object.object("event"), app, findings);
  if (!event) return std::nullopt;
  Input input{.now = reading_from(object), .event = std::move(*event)};
  if (object.has("activity")) input.activity = reading_from(object.object("activity"));
  if (object.has("record")) input.record = object.facts("record");
  return input;
}

}  // namespace idleguard
