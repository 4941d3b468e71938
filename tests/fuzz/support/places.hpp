// Whether a problem points to somewhere: its line and column into the text, its pointer to a value,
// or to the place of one that is missing.
#pragma once

#include <string>
#include <string_view>

#include "core/json.hpp"
#include "core/problem.hpp"
#include "tests/fuzz/support/fuzz.hpp"

namespace idleguard::fuzz {

/// Whether the text has this line and column; the end of a line is a place in it.
inline bool is_in_text(std::string_view text, std::uint32_t line, std::uint32_t column) {
  for (std::uint32_t at = 1; at < line; ++at) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) return false;
    text.remove_prefix(end + 1);
  }
  return line > 0 && column > 0 && column <= text.substr(0, text.find('\n')).size() + 1;
}

/// The first step of an RFC 6901 pointer, as the key that it stands for.
inline std::string take_step(std::string_view& pointer) {
  std::string key;
  pointer.remove_prefix(1);
  const std::string_view step = pointer.substr(0, pointer.find('/'));
  pointer.remove_prefix(step.size());
  for (std::size_t i = 0; i < step.size(); ++i) {
    const bool escaped = step[i] == '~' && i + 1 < step.size();
    if (escaped) ++i;
    key += !escaped ? step[i] : step[i] == '0' ? '~' : '/';
  }
  return key;
}

/// The value that `pointer` leads to, from `node` on; null when there is none. `pointer` keeps what
/// is left of it where it leads into text.
inline const JsonNode* follow(const JsonNode* node, std::string_view& pointer) {
  while (node != nullptr && !pointer.empty() && node->kind != JsonNode::Kind::string) {
    if (pointer.front() != '/') return nullptr;
    const std::string step = take_step(pointer);
    if (node->kind == JsonNode::Kind::object) {
      node = node->member(step);
      continue;
    }
    const JsonNode* found = nullptr;
    std::size_t index = 0;
    for (const JsonNode& child : node->children()) {
      if (std::to_string(index++) == step) found = &child;
    }
    node = found;
  }
  return node;
}

/// Whether `pointer` leads to a value of the document, or of the document that it holds as text
/// (R14). What cannot be read has no values, and its problems have their place alone.
inline bool is_in_document(const JsonDocument& document, std::string_view pointer) {
  if (document.root() == nullptr) return true;
  const JsonNode* node = follow(document.root(), pointer);
  if (node == nullptr || pointer.empty()) return node != nullptr;
  Problems ignored;
  return is_in_document(JsonDocument(node->text, ignored), pointer);
}

/// Whether `pointer` names a field that an object of the document does not have.
inline bool is_missing_in_document(const JsonDocument& document, std::string_view pointer) {
  const std::size_t last = pointer.rfind('/');
  return last != std::string_view::npos && is_in_document(document, pointer.substr(0, last)) &&
         !is_in_document(document, pointer);
}

/// What holds for every problem that a reader of `text` reports.
inline void expect_place(const JsonDocument& document, std::string_view text,
                         const Problem& problem) {
  expect(!problem.code.empty(), "a problem says what is wrong");
  if (problem.code == "missing-field") {
    expect(is_missing_in_document(document, problem.path), "a missing field is missing");
  } else {
    expect(is_in_document(document, problem.path), "a pointer leads to a value");
  }
  if (text.size() > kMostJsonBytes) {
    expect(problem.line == 0, "what was not read has no place");
  } else {
    expect(is_in_text(text, problem.line, problem.column), "a place lies in the text");
  }
}

inline bool is_same(const Problems& a, const Problems& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].code != b[i].code || a[i].path != b[i].path || a[i].line != b[i].line ||
        a[i].column != b[i].column) {
      return false;
    }
  }
  return true;
}

}  // namespace idleguard::fuzz
