#include "bindings/command/report.hpp"

#include "bindings/command/problem_texts.hpp"
#include "core/duration.hpp"
#include "core/text.hpp"

namespace idleguard::command {
namespace {

void append_problem(std::string& lines, std::string_view file, std::string_view kind,
                    const Problem& problem) {
  lines.append(printable(file)).append(":");
  if (problem.line > 0) {
    append_integer(lines, problem.line);
    lines += ':';
    append_integer(lines, problem.column);
    lines += ':';
  }
  lines.append(" ").append(kind).append(": ").append(problem.code);
  if (!problem.path.empty()) lines.append(" at ").append(printable(problem.path));
  lines.append(": ").append(text_of(problem)).append("\n");
}

void write_problems(JsonWriter& json, const Problems& problems) {
  json.open_list();
  for (const Problem& problem : problems) {
    json.open_object();
    json.key("code").text(problem.code);
    json.key("path").text(problem.path);
    json.key("line").integer(problem.line);
    json.key("column").integer(problem.column);
    json.key("message").text(text_of(problem));
    json.close();
  }
  json.close();
}

std::string worst_case_of(const Verdict& verdict) {
  std::string text = "worst-case idle time ";
  text += verdict.worst_case ? format_duration(*verdict.worst_case) : "without a limit";
  if (verdict.longest) text.append(" (").append(name_of(*verdict.longest)).append(")");
  return text;
}

std::string demand_of(const Baseline& baseline) {
  std::string text(baseline.name);
  text.append(", ").append(format_duration(baseline.limit)).append(" at most (");
  return text.append(baseline.standard).append(")");
}

}  // namespace

std::string printable(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string shown;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      shown += "\\x";
      shown += kHex[byte >> 4];
      shown += kHex[byte & 15];
    } else {
      shown += c;
    }
  }
  return shown;
}

std::string lines_of(std::string_view file, const Findings& findings) {
  std::string lines;
  for (const Problem& each : findings.problems) append_problem(lines, file, "error", each);
  for (const Problem& each : findings.warnings) append_problem(lines, file, "warning", each);
  return lines;
}

std::string complaints_of(const CheckResult& result) {
  std::string lines;
  if (result.baseline == nullptr || !result.is_valid) return lines;
  const std::string file = printable(result.file);
  if (!result.verdict.meets) {
    lines += file + ": error: baseline-not-met: " + demand_of(*result.baseline) + ": ";
    lines += worst_case_of(result.verdict) + "\n";
  }
  for (const auto& [code, text] : result.verdict.remarks) {
    lines.append(file).append(": warning: ").append(code).append(": ").append(text).append("\n");
  }
  return lines;
}

std::string verdict_of(const CheckResult& result) {
  if (!result.is_passed()) return "";
  std::string line = printable(result.file) + ": valid";
  if (result.baseline != nullptr) {
    line += ", meets " + demand_of(*result.baseline) + ": " + worst_case_of(result.verdict);
  }
  return line + "\n";
}

void write_result(JsonWriter& json, const CheckResult& result) {
  json.open_object();
  json.key("valid").flag(result.is_valid);
  json.key("problems");
  write_problems(json, result.findings.problems);
  json.key("warnings");
  write_problems(json, result.findings.warnings);
  json.key("baseline");
  if (result.baseline == nullptr) {
    json.null().close();
    return;
  }
  json.open_object();
  json.key("name").text(result.baseline->name);
  json.key("meets").flag(result.verdict.meets);
  json.key("worstCaseMs");
  const auto& worst = result.verdict.worst_case;
  worst ? json.integer(worst->count) : json.null();
  json.close().close();
}

}  // namespace idleguard::command
