#include "bindings/embind/from_js.hpp"

#include <array>

#include "core/check.hpp"
#include "core/duration.hpp"
#include "core/id.hpp"
#include "core/json.hpp"
#include "core/policy_document.hpp"
#include "core/record.hpp"
#include "core/token.hpp"

namespace idleguard {
namespace {

// A policy of the longest length that is read, as text in text, and what goes with it.
constexpr std::size_t kMostMessageBytes = 8 * kMostJsonBytes;

// A list of the agreed shape, item by item; whatever is not of it is our own bug.
class Items {
 public:
  explicit Items(const JsonNode* list) : list_(list) {
    IDLEGUARD_CHECK(list_ != nullptr && list_->kind == JsonNode::Kind::array);
  }

  const JsonNode& next() {
    IDLEGUARD_CHECK(at_ < list_->size);
    const JsonNode& node = list_[at_];
    at_ += node.size;
    return node;
  }
  bool is_at_end() const { return at_ == list_->size; }
  // Null, which stands for what is not there, is skipped; nothing else is.
  const JsonNode* next_optional() {
    const JsonNode& node = next();
    return node.kind == JsonNode::Kind::null ? nullptr : &node;
  }
  std::string_view text() { return next(JsonNode::Kind::string).text; }
  std::int64_t integer() { return next(JsonNode::Kind::integer).integer; }
  bool flag() { return next(JsonNode::Kind::boolean).boolean; }
  Items items() { return Items(&next()); }

 private:
  const JsonNode& next(JsonNode::Kind kind) {
    const JsonNode& node = next();
    IDLEGUARD_CHECK(node.kind == kind);
    return node;
  }

  const JsonNode* list_;
  std::uint32_t at_ = 1;  // of the list's nodes, itself the first
};

Reading facts_from(Items entries) {
  Reading reading;
  while (!entries.is_at_end()) {
    Items entry = entries.items();
    const std::string_view key = entry.text();
    const auto fact = read_fact(key, entry.text());
    fact ? static_cast<void>(reading.facts.merge(*fact)) : static_cast<void>(++reading.dropped);
  }
  return reading;
}

Signals signals_from(Items items) {
  Signals signals;
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    const JsonNode* value = items.next_optional();
    if (value != nullptr) signals.set(static_cast<Signal>(i), value->boolean);
  }
  return signals;
}

Terms terms_from(Items items, std::optional<Millis>& refresh, Findings& findings) {
  Terms terms;
  if (const JsonNode* policy = items.next_optional()) {
    if (const auto document = read_policy(policy->text, findings)) {
      terms.policy = document->policy;
      if (document->refresh) refresh = document->refresh;
    }
  }
  terms.obtained_at = {items.integer()};
  terms.is_fallback = items.flag();
  terms.signals = signals_from(items.items());
  if (const JsonNode* claims = items.next_optional()) terms.token = read_token(*claims);
  const std::string_view preference = items.text();
  if (!preference.empty()) terms.preference = read_preference(preference, findings);
  if (const JsonNode* suspends = items.next_optional()) {
    terms.suspends_when_blocked = suspends->boolean;
  }
  return terms;
}

ClockReading reading_from(Items items) {
  const WallTime wall = {items.integer()};
  return {.wall = wall, .mono = {items.integer()}};
}

// One of each, to be filled in.
constexpr std::array<Event, std::variant_size_v<Event>> kEvents = {
    Started{},        Woke{},         Asked{},         StayChosen{}, EndChosen{},
    PeerSpoke{},      PageShown{},    PageHidden{},    PageLeft{},   PageReturned{},
    NetworkChanged{}, HookFinished{}, ClaimAnswered{}, ClaimLost{},  SignOutReturned{},
    RecordFailed{},   TermsChanged{}};

Event event_of(std::int64_t type) {
  const auto index = static_cast<std::size_t>(type);
  IDLEGUARD_CHECK(index < kEvents.size());
  return kEvents[index];
}

// The event, with what it carries besides its type.
void read_event(Items items, InputRequest& request, Findings& findings) {
  Input& input = request.input;
  input.event = event_of(items.integer());
  if (auto* chosen = std::get_if<EndChosen>(&input.event)) {
    chosen->reason = reason_named(items.text()).value_or(Reason::internal);
  } else if (auto* spoke = std::get_if<PeerSpoke>(&input.event)) {
    input.message = facts_from(items.items());
    spoke->at = {items.integer()};
  } else if (auto* left = std::get_if<PageLeft>(&input.event)) {
    left->cached = items.flag();
  } else if (auto* network = std::get_if<NetworkChanged>(&input.event)) {
    network->online = items.flag();
  } else if (auto* answer = std::get_if<ClaimAnswered>(&input.event)) {
    answer->granted = items.flag();
    answer->exclusive = items.flag();
  } else if (auto* returned = std::get_if<SignOutReturned>(&input.event)) {
    returned->done = items.flag();
  } else if (std::holds_alternative<TermsChanged>(input.event)) {
    input.terms = terms_from(items.items(), request.policy_refresh, findings);
  }
}

Millis refresh_from(std::string_view text, Findings& findings) {
  const auto refresh = parse_duration(text);
  if (refresh && refresh->count > 0) return *refresh;
  findings.problems.push_back({.code = "not-a-duration", .path = "policyRefresh"});
  return {};
}

}  // namespace

std::optional<StartRequest> start_request_from_js(std::string_view json, Findings& findings) {
  Problems problems;
  const JsonDocument document(json, problems, kMostMessageBytes);
  Items items(document.root());
  std::optional<StartRequest> request(std::in_place);
  SessionConfig& config = request->config;
  request->account = hash_id(items.text());
  config.session = id_of_session(items.text());
  const auto app = app_class_named(items.text());
  config.app = app.value_or(AppClass::custom);
  if (!app) {
    findings.problems.push_back({.code = "unknown-app", .path = "app"});
  }
  if (const JsonNode* refresh = items.next_optional()) {
    request->policy_refresh = refresh_from(refresh->text, findings);
  }
  config.fresh_id = read_id(items.text()).value_or(Id{});
  config.loaded_at = {items.integer()};
  config.returned = items.flag();
  config.visible = items.flag();
  config.online = items.flag();
  config.report_only = items.flag();
  config.heartbeat = items.flag();
  config.terms = terms_from(items.items(), request->policy_refresh, findings);
  if (!findings.problems.empty()) request.reset();
  return request;
}

std::optional<InputRequest> input_from_js(std::string_view json, Findings& findings) {
  Problems problems;
  const JsonDocument document(json, problems, kMostMessageBytes);
  Items items(document.root());
  std::optional<InputRequest> request(std::in_place);
  Input& input = request->input;
  input.now = reading_from(items.items());
  if (const JsonNode* activity = items.next_optional()) {
    input.activity = reading_from(Items(activity));
  }
  if (const JsonNode* record = items.next_optional()) input.record = facts_from(Items(record));
  if (const JsonNode* asked = items.next_optional()) input.record_at = MonoTime{asked->integer};
  read_event(items.items(), *request, findings);
  if (!findings.problems.empty()) request.reset();
  return request;
}

}  // namespace idleguard
