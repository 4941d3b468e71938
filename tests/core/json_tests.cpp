#include "core/json.hpp"

#include <string>

#include "tests/core/support/catch.hpp"

using namespace idleguard;

namespace {

Problems problems_of(std::string_view text) {
  Problems problems;
  const JsonDocument document(text, problems);
  CHECK((document.root() == nullptr) == !problems.empty());
  return problems;
}

}  // namespace

TEST_CASE("every kind of value is read", "[json]") {
  Problems problems;
  const std::string text =
      R"({"n":null,"t":true,"f":false,"i":-42,"big":999999999999999,"d":1.5,"s":"é\u00e9\n\"",)"
      R"("a":[1,[2],{}]})";
  const JsonDocument document(text, problems);
  REQUIRE(problems.empty());
  const JsonNode& root = *document.root();
  CHECK(root.member("n")->kind == JsonNode::Kind::null);
  CHECK(root.member("t")->boolean);
  CHECK_FALSE(root.member("f")->boolean);
  CHECK(root.member("i")->integer == -42);
  CHECK(root.member("big")->integer == 999'999'999'999'999);
  CHECK(root.member("d")->kind == JsonNode::Kind::fraction);
  CHECK(root.member("s")->text == "éé\n\"");
  std::vector<JsonNode::Kind> kinds;
  for (const JsonNode& child : root.member("a")->children()) kinds.push_back(child.kind);
  CHECK(kinds ==
        std::vector{JsonNode::Kind::integer, JsonNode::Kind::array, JsonNode::Kind::object});
  CHECK(root.member("x") == nullptr);
  CHECK(root.member("s")->member("x") == nullptr);
}

TEST_CASE("a problem points to its line and column, and with a pointer to its value", "[json]") {
  Problems problems;
  const std::string text = "{\n  \"a/b\": [ 1,\n    {\"~\" : 7}]\n}";
  const JsonDocument document(text, problems);
  REQUIRE(problems.empty());
  const JsonNode& list = *document.root()->member("a/b");
  const JsonNode* object = nullptr;
  for (const JsonNode& child : list.children()) object = &child;
  const Problem problem = document.problem_at(*object->member("~"), "code");
  CHECK(problem.path == "/a~1b/1/~0");
  CHECK(problem.line == 3);
  CHECK(problem.column == 6);
}

TEST_CASE("text that is not JSON is refused where it stops making sense", "[json]") {
  const Problems problems = problems_of("{\n  \"a\": 1,\n  nonsense\n}");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "malformed-json");
  CHECK(problems[0].line == 3);
}

TEST_CASE("what comes behind the value, and no value at all, are refused", "[json]") {
  for (const auto* text : {"", "  ", "{} {}", "1 2", "[1", "[1,]", "{\"a\"}", "{\"a\":}", "\"",
                           "\"\x01\"", "\"\\x\"", "\xc3\x28", "tru", "01", "-", "[1 2]"}) {
    CAPTURE(text);
    CHECK(problems_of(text).size() == 1);
  }
}

TEST_CASE("a key that appears twice is refused, for nobody knows which one was meant", "[json]") {
  const Problems problems = problems_of(R"({"a":1,"b":{"a":2},"a":3})");
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == "duplicate-key");
  CHECK(problems[0].column == 20);
}

TEST_CASE("bounds hold: bytes, depth and values (R106)", "[json]") {
  CHECK(problems_of(std::string(kMostJsonBytes + 1, ' ')).front().code == "too-large");
  const std::string fits = std::string(kMostJsonDepth, '[') + std::string(kMostJsonDepth, ']');
  CHECK(problems_of(fits).empty());
  CHECK(problems_of("[" + fits + "]").front().code == "too-deep");
  std::string many = "[0";
  for (std::size_t i = 2; i < kMostJsonNodes; ++i) many += ",0";
  CHECK(problems_of(many + "]").empty());
  CHECK(problems_of(many + ",0]").front().code == "too-large");
}

TEST_CASE("a byte order mark is allowed", "[json]") {
  CHECK(problems_of("\xef\xbb\xbf{}").empty());
}

TEST_CASE("text is written so that it can be read", "[json]") {
  std::string out;
  append_json_string(out, "a\"b\\c\n\x01 é");
  CHECK(out == "\"a\\\"b\\\\c\\u000a\\u0001 é\"");
}
