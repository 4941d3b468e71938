#include "bindings/embind/to_js.hpp"

#include <array>

#include "core/json.hpp"
#include "core/record.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

// Writes one JSON list, item by item.
class ListWriter {
 public:
  explicit ListWriter(std::string& out) : out_(out) { out_.push_back('['); }
  void close() { out_.push_back(']'); }

  ListWriter& text(std::string_view value) {
    append_json_string(next(), value);
    return *this;
  }
  ListWriter& integer(std::int64_t value) {
    append_integer(next(), value);
    return *this;
  }
  ListWriter& flag(bool value) {
    next() += value ? "true" : "false";
    return *this;
  }
  ListWriter& null() {
    next() += "null";
    return *this;
  }
  template <class Line>
  ListWriter& time(const std::optional<Instant<Line>>& time) {
    return time ? integer(time->ms) : null();
  }
  ListWriter& length(const std::optional<Millis>& length) {
    return length ? integer(length->count) : null();
  }
  ListWriter& key(const FactKey& key_of_fact) {
    append_record_key(next() += '"', key_of_fact);
    out_.push_back('"');
    return *this;
  }
  ListWriter& entry(const Fact& fact) {
    key(fact.key);
    append_record_value(next() += '"', fact);
    out_.push_back('"');
    return *this;
  }
  /// Begins an item that the caller appends.
  std::string& next() {
    if (out_.back() != '[') out_.push_back(',');
    return out_;
  }
  ListWriter list() { return ListWriter(next()); }

 private:
  std::string& out_;
};

// In the order of `Effect`.
constexpr std::array<std::string_view, std::variant_size_v<Effect>> kEffectNames = {
    "writeRecord", "removeRecord", "post",        "cover",   "uncover", "showPrompt",
    "hidePrompt",  "announceStay", "announceEnd", "runHook", "claim",   "releaseClaim",
    "signOut",     "leave",        "heartbeat",   "report"};

void write_effect(ListWriter out, const Effect& effect, const Output& output) {
  out.text(kEffectNames[effect.index()]);
  if (const auto* write = std::get_if<WriteRecord>(&effect)) {
    out.entry(write->fact);
  } else if (const auto* remove = std::get_if<RemoveRecord>(&effect)) {
    out.key(remove->key);
  } else if (const auto* post = std::get_if<Post>(&effect)) {
    ListWriter entries = out.list();
    for (const Fact& fact : output.message) entries.list().entry(fact).close();
    entries.close();
    out.integer(post->at.ms);
  } else if (const auto* prompt = std::get_if<ShowPrompt>(&effect)) {
    out.integer(prompt->ends_at.ms);
  } else if (const auto* stay = std::get_if<AnnounceStay>(&effect)) {
    out.integer(stay->at.ms);
  } else if (const auto* end = std::get_if<AnnounceEnd>(&effect)) {
    out.text(name_of(end->reason));
  } else if (const auto* claim = std::get_if<Claim>(&effect)) {
    out.flag(claim->takeover);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&effect)) {
    out.integer(heartbeat->last_activity.ms);
  } else if (const auto* report = std::get_if<Report>(&effect)) {
    out.text(report->code);
  }
  out.close();
}

// R166; what is not known is null.
void write_signals(ListWriter out, Signals signals) {
  for (std::size_t i = 0; i < kSignalCount; ++i) {
    const auto signal = static_cast<Signal>(i);
    signals.is_known(signal) ? out.flag(signals.holds(signal)) : out.null();
  }
  out.close();
}

void write_status(ListWriter out, const Status& status, const Session& session) {
  const Decision& decision = session.decision();
  const Limits limits = decision.limits.value_or(Limits{});
  out.text(name_of(status.state));
  const char condition[] = {'C', static_cast<char>('1' + static_cast<int>(decision.condition)), 0};
  out.text(condition);
  status.reason ? out.text(name_of(*status.reason)) : out.null();
  decision.source ? out.text(name_of(*decision.source)) : out.null();
  out.length(limits.warn_after);
  decision.limits ? out.integer(limits.sign_out_after.count) : out.null();
  out.text(limits.extends_after_wake ? "atLimit" : limits.warn_after ? "withinLimit" : "none");
  out.time(status.last_activity).time(status.sign_out_at).flag(status.shared);
  write_signals(out.list(), session.signals());
  out.close();
}

void write_problems(ListWriter out, const Problems& problems) {
  for (const Problem& problem : problems) {
    ListWriter item = out.list();
    item.text(problem.code).text(problem.path);
    item.integer(problem.line).integer(problem.column).close();
  }
  out.close();
}

}  // namespace

std::string start_answer_to_js(const StartRequest& request, const Findings& findings) {
  std::string out;
  ListWriter items(out);
  append_id(items.next() += '"', request.account);
  out.push_back('"');
  write_problems(items.list(), findings.problems);
  write_problems(items.list(), findings.warnings);
  items.close();
  return out;
}

std::string refusal_to_js(const Findings& findings) { return start_answer_to_js({}, findings); }

std::string output_to_js(const Answer& answer) {
  const auto& [output, session, policy_refresh, warnings] = answer;
  constexpr std::array<std::string_view, 3> kActivityRules = {"input", "request", "focus"};
  const Decision& decision = session.decision();
  std::string out;
  ListWriter items(out);
  ListWriter effects = items.list();
  for (const Effect& effect : output.effects) write_effect(effects.list(), effect, output);
  effects.close();
  items.time(output.wake_at).time(output.input_from);
  items.text(kActivityRules[static_cast<std::size_t>(decision.activity)]);
  items.flag(decision.pointer_motion).length(policy_refresh);
  write_problems(items.list(), warnings);
  write_status(items.list(), output.status, session);
  items.close();
  return out;
}

}  // namespace idleguard
