// What was found in a document, as text in the style of compilers and as JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/baseline.hpp"
#include "core/json_writer.hpp"
#include "core/problem.hpp"

namespace idleguard::command {

/// All that `check` finds out about one file.
struct CheckResult {
  std::string file;
  bool is_valid = false;
  Findings findings;
  const Baseline* baseline = nullptr;  // null: none was asked for
  Verdict verdict;                     // empty for a document that is not valid

  bool is_passed() const { return is_valid && (baseline == nullptr || verdict.meets); }
};

/// Problems and warnings, one a line: `FILE:LINE:COLUMN: error: CODE at POINTER: MESSAGE`.
std::string lines_of(std::string_view file, const Findings& findings);
/// What a verdict leaves out, and that it is a bad one; one a line.
std::string complaints_of(const CheckResult& result);
/// One line that says that all is well, or nothing.
std::string verdict_of(const CheckResult& result);
void write_result(JsonWriter& json, const CheckResult& result);

/// `text` on one line, with nothing in it that a terminal would act upon.
std::string printable(std::string_view text);

}  // namespace idleguard::command
