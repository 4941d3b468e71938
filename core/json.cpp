#include "core/json.hpp"

#include "core/json_library.hpp"

namespace idleguard {
namespace {

// Feeds the parser and remembers how far it has read, which its events do not tell.
struct CountingIterator {
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  const char* position;
  const char** furthest;

  reference operator*() const { return *position; }
  CountingIterator& operator++() {
    *furthest = ++position;
    return *this;
  }
  friend bool operator==(const CountingIterator& a, const CountingIterator& b) {
    return a.position == b.position;
  }
  friend bool operator!=(const CountingIterator& a, const CountingIterator& b) { return !(a == b); }
};

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

// The library's event receiver: one call a token, `false` stops the reading.
class JsonBuilder {
 public:
  JsonBuilder(std::string_view text, JsonDocument& document, Problems& problems)
      : text_(text), furthest_(text.data()), document_(document), problems_(problems) {}

  const char** furthest() { return &furthest_; }

  bool null() { return add(JsonNode{}); }
  bool boolean(bool value) {
    return add({.kind = JsonNode::Kind::boolean, .boolean = value});
  }
  bool number_integer(std::int64_t value) {
    return add({.kind = JsonNode::Kind::integer, .integer = value});
  }
  bool number_unsigned(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return add({.kind = JsonNode::Kind::fraction});
    }
    return number_integer(static_cast<std::int64_t>(value));
  }
  bool number_float(double, const std::string&) {
    return add({.kind = JsonNode::Kind::fraction});
  }
  bool string(std::string& value) {
    return add({.kind = JsonNode::Kind::string, .text = std::move(value)});
  }
  template <class Binary>
  bool binary(Binary&) {
    return false;  // JSON text has none
  }

  bool start_object(std::size_t) { return open(JsonNode::Kind::object); }
  bool end_object() { return close(); }
  bool start_array(std::size_t) { return open(JsonNode::Kind::array); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    const JsonNode& object = document_.nodes_[open_.back()];
    key_begin_ = token_begin();
    token_end_ = offset();
    if (document_.member(object, name) != nullptr) {
      report(*key_begin_, "duplicate-key", "\"" + name + "\" appears twice in one object");
    }
    key_ = std::move(name);
    return true;
  }

  template <class Error>
  bool parse_error(std::size_t, const std::string&, const Error&) {
    const std::size_t at = offset() == 0 ? 0 : offset() - 1;
    report(at, "malformed-json", "This is not JSON: it cannot be read past this place");
    return false;
  }

 private:
  std::size_t offset() const { return static_cast<std::size_t>(furthest_ - text_.data()); }

  // Where the token begins whose event this is: behind what separates it from the one before.
  std::size_t token_begin() const {
    const std::size_t at = text_.find_first_not_of(" \t\r\n,:", token_end_);
    return at == std::string_view::npos ? text_.size() : at;
  }

  void report(std::size_t at, std::string_view code, std::string message) {
    JsonNode place;
    place.begin = static_cast<std::uint32_t>(at);
    Problem problem = document_.problem_at(place, code, std::move(message));
    problem.path = open_.empty() ? "" : document_.pointer(document_.nodes_[open_.back()]);
    problems_.push_back(std::move(problem));
  }

  bool add(JsonNode node) {
    if (document_.nodes_.size() == kMostJsonNodes) {
      report(token_begin(), "too-large", "The document has too many values");
      return false;
    }
    const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
    node.begin = static_cast<std::uint32_t>(key_begin_.value_or(token_begin()));
    node.key = std::move(key_);
    key_.clear();
    key_begin_.reset();
    token_end_ = offset();
    // The lexer sees the end of a number only by the character behind it.
    if (node.kind == JsonNode::Kind::integer || node.kind == JsonNode::Kind::fraction) {
      token_end_ = std::min(text_.find_first_not_of("+-.0123456789eE", node.begin), token_end_);
    }
    if (!open_.empty()) {
      node.parent = open_.back();
      document_.nodes_[open_.back()].children.push_back(index);
    }
    document_.nodes_.push_back(std::move(node));
    return true;
  }

  bool open(JsonNode::Kind kind) {
    if (open_.size() == kMostJsonDepth) {
      report(token_begin(), "too-deep", "The document is nested too deeply");
      return false;
    }
    const auto index = static_cast<std::uint32_t>(document_.nodes_.size());
    if (!add({.kind = kind})) return false;
    open_.push_back(index);
    return true;
  }

  bool close() {
    token_end_ = offset();
    open_.pop_back();
    return true;
  }

  std::string_view text_;
  const char* furthest_;
  JsonDocument& document_;
  Problems& problems_;
  std::vector<std::uint32_t> open_;
  std::size_t token_end_ = 0;
  std::optional<std::size_t> key_begin_;
  std::string key_;
};

JsonDocument JsonDocument::parse(std::string_view text, Problems& problems) {
  JsonDocument document;
  if (text.size() > kMostJsonBytes) {
    problems.push_back({.code = "too-large", .message = "The document is longer than 64 KiB"});
    return document;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  document.line_starts_.push_back(0);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') document.line_starts_.push_back(static_cast<std::uint32_t>(i + 1));
  }
  const std::size_t problems_before = problems.size();
  JsonBuilder builder(text, document, problems);
  const CountingIterator begin{text.data(), builder.furthest()};
  const CountingIterator end{text.data() + text.size(), builder.furthest()};
  nlohmann::json::sax_parse(begin, end, &builder);
  if (problems.size() > problems_before) document.nodes_.clear();
  return document;
}

const JsonNode& JsonDocument::child(const JsonNode& parent, std::size_t index) const {
  return nodes_[parent.children[index]];
}

const JsonNode* JsonDocument::member(const JsonNode& object, std::string_view key) const {
  if (object.kind != JsonNode::Kind::object) return nullptr;
  for (const std::uint32_t index : object.children) {
    if (nodes_[index].key == key) return &nodes_[index];
  }
  return nullptr;
}

std::string JsonDocument::pointer(const JsonNode& node) const {
  if (&node == &nodes_.front()) return "";
  const JsonNode& parent = nodes_[node.parent];
  std::string text = pointer(parent) + "/";
  if (parent.kind == JsonNode::Kind::array) {
    std::size_t index = 0;
    while (&nodes_[parent.children[index]] != &node) ++index;
    return text + std::to_string(index);
  }
  for (const char c : node.key) {
    if (c == '~') {
      text += "~0";
    } else if (c == '/') {
      text += "~1";
    } else {
      text += c;
    }
  }
  return text;
}

Problem JsonDocument::problem_at(const JsonNode& node, std::string_view code,
                                 std::string message) const {
  const bool known = !nodes_.empty() && &node >= &nodes_.front() && &node <= &nodes_.back();
  const auto line = std::upper_bound(line_starts_.begin(), line_starts_.end(), node.begin) - 1;
  return {.code = std::string(code),
          .path = known ? pointer(node) : "",
          .message = std::move(message),
          .line = static_cast<std::uint32_t>(line - line_starts_.begin()) + 1,
          .column = node.begin - *line + 1};
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
