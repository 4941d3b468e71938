#include "bindings/embind/to_js.hpp"

#include <array>

#include "core/json.hpp"
#include "core/record.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

// Writes one JSON object, field by field.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string& out) : out_(out) { out_.push_back('{'); }
  void close() { out_.push_back('}'); }
  void close_quote() { out_.push_back('"'); }

  ObjectWriter& text(const char* name, std::string_view value) {
    append_json_string(key(name), value);
    return *this;
  }
  ObjectWriter& integer(const char* name, std::int64_t value) {
    append_integer(key(name), value);
    return *this;
  }
  ObjectWriter& flag(const char* name, bool value) {
    key(name).append(value ? "true" : "false");
    return *this;
  }
  ObjectWriter& null(const char* name) {
    key(name).append("null");
    return *this;
  }
  template <class Line>
  ObjectWriter& optional_time(const char* name, const std::optional<Instant<Line>>& time) {
    return time ? integer(name, time->ms) : null(name);
  }
  ObjectWriter& record_key(const FactKey& key_of_fact) {
    append_record_key(key("key") += '"', key_of_fact);
    out_.push_back('"');
    return *this;
  }
  ObjectWriter& entries(const char* name, const std::vector<Fact>& facts) {
    key(name).push_back('[');
    for (const Fact& fact : facts) {
      if (out_.back() != '[') out_.push_back(',');
      append_record_key(out_ += "[\"", fact.key);
      append_record_value(out_ += "\",\"", fact);
      out_ += "\"]";
    }
    out_.push_back(']');
    return *this;
  }
  /// Begins a field whose value the caller appends.
  std::string& key(const char* name) {
    if (out_.back() != '{') out_.push_back(',');
    append_json_string(out_, name);
    out_.push_back(':');
    return out_;
  }

 private:
  std::string& out_;
};

// In the order of `Effect`.
constexpr std::array<std::string_view, std::variant_size_v<Effect>> kEffectNames = {
    "writeRecord", "removeRecord", "post",        "cover",   "uncover", "showPrompt",
    "hidePrompt",  "announceStay", "announceEnd", "runHook", "claim",   "releaseClaim",
    "signOut",     "leave",        "heartbeat",   "report"};

void write_effect(ObjectWriter out, const Effect& effect, const Output& output) {
  out.text("type", kEffectNames[effect.index()]);
  if (const auto* write = std::get_if<WriteRecord>(&effect)) {
    out.record_key(write->fact.key);
    append_record_value(out.key("value") += '"', write->fact);
    out.close_quote();
  } else if (const auto* remove = std::get_if<RemoveRecord>(&effect)) {
    out.record_key(remove->key);
  } else if (const auto* post = std::get_if<Post>(&effect)) {
    out.entries("entries", output.message).integer("at", post->at.ms);
  } else if (const auto* prompt = std::get_if<ShowPrompt>(&effect)) {
    out.integer("endsAt", prompt->ends_at.ms);
  } else if (const auto* stay = std::get_if<AnnounceStay>(&effect)) {
    out.integer("at", stay->at.ms);
  } else if (const auto* end = std::get_if<AnnounceEnd>(&effect)) {
    out.text("reason", name_of(end->reason));
  } else if (const auto* claim = std::get_if<Claim>(&effect)) {
    out.flag("takeover", claim->takeover);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&effect)) {
    out.integer("lastActivity", heartbeat->last_activity.ms);
  } else if (const auto* report = std::get_if<Report>(&effect)) {
    out.text("code", report->code).text("message", report->message);
  }
  out.close();
}

void write_status(ObjectWriter out, const Status& status, const Decision& decision) {
  out.text("state", name_of(status.state));
  const char condition[] = {'C', static_cast<char>('1' + static_cast<int>(decision.condition)), 0};
  out.text("condition", condition);
  status.reason ? out.text("reason", name_of(*status.reason)) : out.null("reason");
  decision.source ? out.text("source", name_of(*decision.source)) : out.null("source");
  const auto& limits = decision.limits;
  if (limits && limits->warn_after) {
    out.integer("warnAfterMs", limits->warn_after->count);
  } else {
    out.null("warnAfterMs");
  }
  if (limits) {
    out.integer("signOutAfterMs", limits->sign_out_after.count);
  } else {
    out.null("signOutAfterMs");
  }
  out.optional_time("lastActivity", status.last_activity);
  out.optional_time("signOutAt", status.sign_out_at);
  out.flag("shared", status.shared);
  out.close();
}

void write_problems(std::string& out, const Problems& problems) {
  out.push_back('[');
  for (const Problem& problem : problems) {
    if (out.back() != '[') out.push_back(',');
    ObjectWriter object(out);
    object.text("code", problem.code).text("path", problem.path).text("message", problem.message);
    if (problem.line > 0) object.integer("line", problem.line).integer("column", problem.column);
    object.close();
  }
  out.push_back(']');
}

}  // namespace

std::string start_answer_to_js(const StartRequest& request, const Findings& findings) {
  std::string out;
  ObjectWriter object(out);
  append_id(object.key("account") += '"', request.account);
  object.close_quote();
  const auto& refresh = request.policy_refresh;
  object.optional_time("policyRefreshMs",
                       refresh ? std::optional(MonoTime{refresh->count}) : std::nullopt);
  write_problems(object.key("problems"), findings.problems);
  write_problems(object.key("warnings"), findings.warnings);
  object.close();
  return out;
}

std::string refusal_to_js(const Findings& findings) { return start_answer_to_js({}, findings); }

std::string output_to_js(const Output& output, const Decision& decision) {
  std::string out;
  ObjectWriter object(out);
  object.key("effects").push_back('[');
  for (const Effect& effect : output.effects) {
    if (out.back() != '[') out.push_back(',');
    write_effect(ObjectWriter(out), effect, output);
  }
  out.push_back(']');
  object.optional_time("wakeAt", output.wake_at);
  object.optional_time("inputFrom", output.input_from);
  object.flag("pointerMotion", decision.pointer_motion);
  object.key("status");
  write_status(ObjectWriter(out), output.status, decision);
  object.close();
  return out;
}

}  // namespace idleguard
