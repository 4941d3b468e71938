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
  explicit Object(const JsonNode* node) : node_(node) {
    IDLEGUARD_CHECK(node_ != nullptr && node_->kind == JsonNode::Kind::object);
  }

  bool has(std::string_view name) const { return node_->member(name) != nullptr; }
  std::string_view text(std::string_view name) const {
    return get(name, JsonNode::Kind::string).text;
  }
  std::int64_t integer(std::string_view name) const {
    return get(name, JsonNode::Kind::integer).integer;
  }
  bool flag(std::string_view name) const { return get(name, JsonNode::Kind::boolean).boolean; }
  std::optional<bool> optional_flag(std::string_view name) const {
    return has(name) ? std::optional(flag(name)) : std::nullopt;
  }
  Object object(std::string_view name) const { return Object(node_->member(name)); }

  Reading facts(std::string_view name) const {
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
  const JsonNode& get(std::string_view name, JsonNode::Kind kind) const {
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
  const std::string_view name = event.text("type");
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
  Problems problems;
  const JsonDocument document(json, problems);
  const Object options(document.root());
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
  Problems problems;
  const JsonDocument document(json, problems);
  const Object object(document.root());
  auto event = event_from(object.object("event"), app, findings);
  if (!event) return std::nullopt;
  Input input{.now = reading_from(object), .event = std::move(*event)};
  if (object.has("activity")) input.activity = reading_from(object.object("activity"));
  if (object.has("record")) input.record = object.facts("record");
  return input;
}

}  // namespace idleguard
