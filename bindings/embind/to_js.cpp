#include "bindings/embind/to_js.hpp"

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

  ObjectWriter& text(std::string_view name, std::string_view value) {
    append_json_string(key(name), value);
    return *this;
  }
  ObjectWriter& integer(std::string_view name, std::int64_t value) {
    append_integer(key(name), value);
    return *this;
  }
  ObjectWriter& flag(std::string_view name, bool value) {
    key(name).append(value ? "true" : "false");
    return *this;
  }
  ObjectWriter& null(std::string_view name) {
    key(name).append("null");
    return *this;
  }
  template <class Line>
  ObjectWriter& optional_time(std::string_view name, const std::optional<Instant<Line>>& time) {
    return time ? integer(name, time->ms) : null(name);
  }
  ObjectWriter& record_key(const FactKey& key_of_fact) {
    append_record_key(key("key") += '"', key_of_fact);
    out_.push_back('"');
    return *this;
  }
  ObjectWriter& entries(std::string_view name, const std::vector<Fact>& facts) {
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
  std::string& key(std::string_view name) {
    if (out_.back() != '{') out_.push_back(',');
    append_json_string(out_, name);
    out_.push_back(':');
    return out_;
  }

 private:
  std::string& out_;
};

void write(ObjectWriter& out, const WriteRecord& effect) {
  out.text("type", "writeRecord").record_key(effect.fact.key);
  append_record_value(out.key("value") += '"', effect.fact);
  out.close_quote();
}
void write(ObjectWriter& out, const RemoveRecord& effect) {
  out.text("type", "removeRecord").record_key(effect.key);
}
void write(ObjectWriter& out, const Post& effect) {
  out.text("type", "post").entries("entries", effect.facts).integer("at", effect.at.ms);
}
void write(ObjectWriter& out, const Cover&) { out.text("type", "cover"); }
void write(ObjectWriter& out, const Uncover&) { out.text("type", "uncover"); }
void write(ObjectWriter& out, const ShowPrompt& effect) {
  out.text("type", "showPrompt").integer("endsAt", effect.ends_at.ms);
}
void write(ObjectWriter& out, const HidePrompt&) { out.text("type", "hidePrompt"); }
void write(ObjectWriter& out, const AnnounceStay& effect) {
  out.text("type", "announceStay").integer("at", effect.at.ms);
}
void write(ObjectWriter& out, const AnnounceEnd& effect) {
  out.text("type", "announceEnd").text("reason", name_of(effect.reason));
}
void write(ObjectWriter& out, const RunHook&) { out.text("type", "runHook"); }
void write(ObjectWriter& out, const Claim& effect) {
  out.text("type", "claim").flag("takeover", effect.takeover);
}
void write(ObjectWriter& out, const ReleaseClaim&) { out.text("type", "releaseClaim"); }
void write(ObjectWriter& out, const SignOut&) { out.text("type", "signOut"); }
void write(ObjectWriter& out, const Leave&) { out.text("type", "leave"); }
void write(ObjectWriter& out, const Heartbeat& effect) {
  out.text("type", "heartbeat").integer("lastActivity", effect.last_activity.ms);
}
void write(ObjectWriter& out, const Report& effect) {
  out.text("type", "report").text("code", effect.code).text("message", effect.message);
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
  for (std::size_t i = 0; i < problems.size(); ++i) {
    if (i > 0) out.push_back(',');
    const Problem& problem = problems[i];
    ObjectWriter object(out);
    object.text("code", problem.code).text("path", problem.path).text("message", problem.message);
    if (problem.line > 0) object.integer("line", problem.line).integer("column", problem.column);
    object.close();
  }
  out.push_back(']');
}

}  // namespace

std::string start_answer_to_js(const Id& account, const Findings& findings) {
  std::string out;
  ObjectWriter object(out);
  append_id(object.key("account") += '"', account);
  object.close_quote();
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
  for (std::size_t i = 0; i < output.effects.size(); ++i) {
    if (i > 0) out.push_back(',');
    ObjectWriter effect(out);
    std::visit([&](const auto& each) { write(effect, each); }, output.effects[i]);
    effect.close();
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
