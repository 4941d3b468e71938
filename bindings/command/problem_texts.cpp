#include "bindings/command/problem_texts.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace idleguard::command {
namespace {

struct Text {
  std::string_view key;  // a code, or a code and a field
  std::string_view text;
};

constexpr Text kTexts[] = {
#include "bindings/command/problem_texts.inc"
    // Only files have an encoding.
    {"not-utf-8", "This is UTF-16: save it as UTF-8 (in PowerShell: Out-File -Encoding utf8)."},
};

std::string_view find(std::string_view key) {
  const auto* found = std::find_if(std::begin(kTexts), std::end(kTexts),
                                   [&](const Text& each) { return each.key == key; });
  return found == std::end(kTexts) ? std::string_view() : found->text;
}

}  // namespace

std::string_view text_of(const Problem& problem) {
  const std::string field = problem.path.substr(problem.path.rfind('/') + 1);
  std::string_view text = find(std::string(problem.code) + " " + field);
  if (text.empty()) text = find(problem.code);
  return text.empty() ? problem.code : text;
}

}  // namespace idleguard::command
