#include "bindings/command/tasks.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "bindings/command/files.hpp"
#include "bindings/command/help.hpp"
#include "bindings/command/report.hpp"
#include "core/explanation.hpp"
#include "core/policy_document.hpp"
#include "core/policy_writer.hpp"

namespace idleguard::command {
namespace {

Outcome hindered(std::string_view message) {
  write_complaint("idleguard-policy: " + printable(message) + "\n");
  return Outcome::hindered;
}

Outcome print(std::string_view text, Outcome outcome) {
  const std::string wrong = write_output(text);
  return wrong.empty() ? outcome : hindered("standard output cannot be written: " + wrong);
}

Outcome unreadable(const Contents& contents) {
  return hindered(contents.name + " cannot be read: " + contents.wrong);
}

// Windows PowerShell writes files that way, and nothing in them would be found otherwise.
bool is_utf_16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

std::optional<PolicyDocument> read_document(const Contents& contents, Findings& findings) {
  if (!is_utf_16(contents.text)) return read_policy(contents.text, findings);
  findings.problems.push_back({.code = "not-utf-8", .line = 1, .column = 1});
  return std::nullopt;
}

// The document of a file that holds one; otherwise the complaints are written.
struct Reading {
  std::optional<PolicyDocument> document;
  Outcome outcome = Outcome::done;
};

Reading read_file(const std::string& file) {
  const Contents contents = read_contents(file);
  if (!contents.wrong.empty()) return {.outcome = unreadable(contents)};
  Findings findings;
  Reading reading{.document = read_document(contents, findings)};
  write_complaint(lines_of(contents.name, findings));
  if (!reading.document) reading.outcome = Outcome::refused;
  return reading;
}

CheckResult check_one(const Contents& contents, const Baseline* baseline) {
  CheckResult result{.file = contents.name, .baseline = baseline};
  const auto document = read_document(contents, result.findings);
  result.is_valid = document.has_value();
  if (document && baseline != nullptr) result.verdict = judge(document->policy, *baseline);
  return result;
}

std::string json_of_results(const std::vector<CheckResult>& results) {
  JsonWriter json;
  const bool is_list = results.size() > 1;
  if (is_list) json.open_list();
  for (const CheckResult& result : results) write_result(json, result);
  if (is_list) json.close();
  return json.finish();
}

Outcome carry_out(const Check& check) {
  std::vector<CheckResult> results;
  for (const std::string& file : check.files) {
    const Contents contents = read_contents(file);
    if (!contents.wrong.empty()) return unreadable(contents);
    results.push_back(check_one(contents, check.baseline));
  }
  Outcome outcome = Outcome::done;
  std::string text;
  for (const CheckResult& result : results) {
    write_complaint(lines_of(result.file, result.findings) + complaints_of(result));
    if (!result.is_passed()) outcome = Outcome::refused;
    text += verdict_of(result);
  }
  return print(check.as_json ? json_of_results(results) : text, outcome);
}

Outcome carry_out(const Explain& task) {
  const Reading reading = read_file(task.file);
  if (!reading.document) return reading.outcome;
  const Explanation explanation = explain({.policy = reading.document->policy,
                                           .app = task.app,
                                           .signals = task.signals,
                                           .preference = task.preference});
  return print(task.as_json ? json_of(explanation) : page_of(explanation), Outcome::done);
}

Outcome carry_out(const Convert& task) {
  const Reading reading = read_file(task.file);
  if (!reading.document) return reading.outcome;
  return print(write_policy(*reading.document), Outcome::done);
}

Outcome carry_out(const ShowHelp& /*task*/) { return print(help_text(), Outcome::done); }
Outcome carry_out(const ShowVersion& /*task*/) {
  return print("idleguard-policy " IDLEGUARD_VERSION "\n", Outcome::done);
}
Outcome carry_out(const Misuse& misuse) { return hindered(misuse.message); }

}  // namespace

Outcome perform(const Task& task) {
  return std::visit([](const auto& each) { return carry_out(each); }, task);
}

}  // namespace idleguard::command
