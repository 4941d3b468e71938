// From text to the nodes of a document, by recursive descent over the tokens of nlohmann/json's
// lexer. Of that library it is the lexer alone: its parser keeps no places, and brings in type
// information and texts for exceptions that nobody throws. Reading is bounded before it allocates.
#include <array>

#include "core/json.hpp"
#include "core/json_library.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kMostDigits = 18;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// What the lexer has to know about the types of a document.
struct LexerTypes {
  using number_integer_t = std::int64_t;
  using number_unsigned_t = std::uint64_t;
  using number_float_t = double;
  using string_t = std::string;
};

// Where the lexer takes its bytes from. It is moved into the lexer, so what it notes lies outside.
struct LexerInput {
  using char_type = char;

  std::string_view text;
  std::size_t* furthest;

  std::char_traits<char>::int_type get_character() const {
    if (*furthest == text.size()) return std::char_traits<char>::eof();
    return std::char_traits<char>::to_int_type(text[(*furthest)++]);
  }
};

}  // namespace

class JsonReader {
 public:
  JsonReader(JsonDocument& document, Problems& problems)
      : document_(document),
        problems_(problems),
        lexer_(LexerInput{.text = document.text_, .furthest = &furthest_}) {}

  // One value, behind which nothing may follow.
  void read() {
    next();
    begin_ = token_begin_;
    if (!read_value()) return;
    next();
    if (token_ != Token::end_of_input) fail_here();
  }

 private:
  using Lexer = nlohmann::detail::lexer<LexerTypes, LexerInput>;
  using Token = Lexer::token_type;

  void next() {
    token_begin_ = token_end_;
    while (token_begin_ < document_.text_.size() && is_space(document_.text_[token_begin_])) {
      ++token_begin_;
    }
    token_ = lexer_.scan();
    token_end_ = lexer_.get_position().chars_read_total;
  }

  // These return false when reading cannot go on, and a problem says why.
  bool read_value() {
    switch (token_) {
      case Token::begin_object:
        return read_children(JsonNode::Kind::object, Token::end_object);
      case Token::begin_array:
        return read_children(JsonNode::Kind::array, Token::end_array);
      case Token::literal_null:
        return add({});
      case Token::literal_true:
      case Token::literal_false:
        return add({.kind = JsonNode::Kind::boolean, .boolean = token_ == Token::literal_true});
      case Token::value_string:
        return add({.kind = JsonNode::Kind::string, .text = take_string()});
      case Token::value_unsigned:
      case Token::value_integer:
      case Token::value_float:
        return add(number());
      default:
        return fail_here();
    }
  }

  bool read_children(JsonNode::Kind kind, Token close) {
    if (depth_ == kMostJsonDepth) {
      return fail(token_begin_, "too-deep");
    }
    const std::size_t parent = document_.nodes_.size();
    if (!add({.kind = kind})) return false;
    open_[depth_++] = parent;
    next();
    while (token_ != close) {
      begin_ = token_begin_;
      if (kind == JsonNode::Kind::object && !read_key(parent)) return false;
      if (!read_value()) return false;
      next();
      if (token_ == close) break;
      if (token_ != Token::value_separator) return fail_here();
      next();
      if (token_ == close) return fail_here();  // a comma, and nothing behind it
    }
    --depth_;
    return true;
  }

  bool read_key(std::size_t object) {
    if (token_ != Token::value_string) return fail_here();
    const std::string_view key = take_string();
    if (document_.nodes_[object].member(key) != nullptr) {
      fail(begin_, "duplicate-key");
    }
    next();
    if (token_ != Token::name_separator) return fail_here();
    next();
    key_ = key;
    return true;
  }

  JsonNode number() {
    std::string_view digits = lexer_.get_string();
    const bool negative = digits.front() == '-';
    if (negative) digits.remove_prefix(1);
    const std::int64_t value = take_digits(digits, kMostDigits).value_or(0);
    if (!digits.empty()) return {.kind = JsonNode::Kind::fraction};
    return {.kind = JsonNode::Kind::integer, .integer = negative ? -value : value};
  }

  // The decoded string of this token, in the document's buffer.
  std::string_view take_string() {
    std::string& strings = document_.strings_;
    const std::size_t begin = strings.size();
    strings += lexer_.get_string();
    return std::string_view(strings).substr(begin);
  }

  bool add(JsonNode node) {
    if (document_.nodes_.size() == kMostJsonNodes) {
      return fail(token_begin_, "too-large");
    }
    node.begin = static_cast<std::uint32_t>(begin_);
    node.key = key_;
    key_ = {};
    for (std::size_t i = 0; i < depth_; ++i) ++document_.nodes_[open_[i]].size;
    document_.nodes_.push_back(node);
    return true;
  }

  bool fail_here() { return fail(furthest_ == 0 ? 0 : furthest_ - 1, "malformed-json"); }

  bool fail(std::size_t at, std::string_view code) {
    problems_.push_back(document_.problem_at(at, code));
    const JsonNode* around = depth_ > 0 ? &document_.nodes_[open_[depth_ - 1]] : nullptr;
    problems_.back().path = document_.pointer(around);
    return false;
  }

  JsonDocument& document_;
  Problems& problems_;
  std::size_t furthest_ = 0;  // the lexer sees the end of a number only by the character behind it
  Lexer lexer_;
  Token token_ = Token::uninitialized;
  std::size_t token_begin_ = 0;
  std::size_t token_end_ = 0;
  std::size_t begin_ = 0;  // of the value that comes next, its key included
  std::string_view key_;
  std::array<std::size_t, kMostJsonDepth> open_{};  // the nodes that are not closed yet
  std::size_t depth_ = 0;
};

JsonDocument::JsonDocument(std::string_view text, Problems& problems, std::size_t most_bytes)
    : text_(text) {
  if (text_.size() > most_bytes) {
    problems.push_back({.code = "too-large"});
    return;
  }
  if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
  read(problems);
}

JsonDocument::JsonDocument(const JsonDocument& outer, const JsonNode& node, Problems& problems)
    : outer_(&outer), place_(&node), text_(node.text) {
  read(problems);
}

void JsonDocument::read(Problems& problems) {
  strings_.reserve(text_.size());  // decoding never lengthens, so what points into it stays
  const std::size_t problems_before = problems.size();
  JsonReader(*this, problems).read();
  if (problems.size() > problems_before) nodes_.clear();
}

}  // namespace idleguard
