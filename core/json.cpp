#include "core/json.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace idleguard {
namespace {

// A key as RFC 6901 writes it.
void append_step(std::string& path, std::string_view key) {
  for (const char c : key) {
    if (c == '~') {
      path += "~0";
    } else if (c == '/') {
      path += "~1";
    } else {
      path += c;
    }
  }
}

// Where byte `at` of what a string says stands in the text that writes the string from `begin` on.
// A character that is escaped by number counts as one byte.
std::size_t place_in_string(std::string_view text, std::size_t begin, std::size_t at) {
  std::size_t place = begin + 1;  // the quote
  for (; at > 0 && place < text.size(); --at) {
    const bool is_escape = text[place] == '\\';
    const bool is_number = is_escape && text.substr(place + 1, 1) == "u";
    place += is_number ? 6 : is_escape ? 2 : 1;
  }
  return place;
}

}  // namespace

JsonChildren JsonNode::children() const { return JsonChildren(*this); }

const JsonNode* JsonNode::member(std::string_view name) const {
  if (kind != Kind::object) return nullptr;
  for (const JsonNode& child : children()) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

std::string JsonDocument::pointer(const JsonNode* node) const {
  std::string path;
  if (outer_ != nullptr) path = outer_->pointer(place_);
  const JsonNode* at = root();
  while (node != nullptr && at != node) {
    const JsonNode* child = at + 1;
    std::int64_t index = 0;
    for (; child + child->size <= node; child += child->size) ++index;
    path += '/';
    if (at->kind == JsonNode::Kind::array) {
      append_integer(path, index);
    } else {
      append_step(path, child->key);
    }
    at = child;
  }
  return path;
}

Problem JsonDocument::problem_at(const JsonNode& node, std::string_view code) const {
  Problem problem = problem_at(node.begin, code);
  problem.path = pointer(&node);
  return problem;
}

Problem JsonDocument::problem_at(std::size_t begin, std::string_view code) const {
  if (outer_ != nullptr) {
    begin = place_in_string(outer_->text_, place_->begin, begin);
    return outer_->problem_at(begin, code);
  }
  Problem problem{.code = code, .line = 1, .column = 1};
  for (const char c : text_.substr(0, begin)) {
    ++problem.column;
    if (c == '\n') {
      ++problem.line;
      problem.column = 1;
    }
  }
  return problem;
}

void append_json_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out.push_back('"');
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out.append("\\u00").push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
      continue;
    }
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  out.push_back('"');
}

}  // namespace idleguard
