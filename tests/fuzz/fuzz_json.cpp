// JSON of anybody's making, under the core's bounds (R106): a document or problems, never both, and
// every value can be pointed to and found again.
#include "core/json.hpp"

#include <algorithm>

#include "tests/fuzz/support/fuzz.hpp"
#include "tests/fuzz/support/places.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

namespace {

// Pointing into a large document takes its time, and has been seen by then.
constexpr std::size_t kMostPointedTo = 64;

void expect_written_text_is_read(std::string_view text) {
  std::string written;
  append_json_string(written, text);
  Problems problems;
  // Escaping may lengthen what was within the bounds before.
  const JsonDocument document(written, problems, 8 * kMostJsonBytes);
  expect(problems.empty() && document.root()->text == text, "text that is written is read again");
}

// One value and all inside it; returns how many that are.
std::size_t visit_value(const JsonDocument& document, const JsonNode& node, std::size_t depth,
                        std::size_t& pointed_to) {
  expect(depth < kMostJsonDepth + 1, "nothing is deeper than the bound");
  if (pointed_to < kMostPointedTo) {
    ++pointed_to;
    const Problem problem = document.problem_at(node, "code");
    std::string_view pointer = problem.path;
    const JsonNode* found = follow(document.root(), pointer);
    expect(found == &node && pointer.empty(), "a pointer leads back to its value");
    if (node.kind == JsonNode::Kind::string) expect_written_text_is_read(node.text);
  }
  std::size_t count = 1;
  for (const JsonNode& child : node.children()) {
    count += visit_value(document, child, depth + 1, pointed_to);
  }
  expect(count == node.size, "a value knows how many it holds");
  return count;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(data, size);
  Problems problems;
  const JsonDocument document(text, problems);
  expect((document.root() == nullptr) == !problems.empty(), "a document or problems");
  for (const Problem& problem : problems) expect_place(document, text, problem);
  if (document.root() == nullptr) return 0;
  std::size_t pointed_to = 0;
  const std::size_t count = visit_value(document, *document.root(), 0, pointed_to);
  expect(count <= kMostJsonNodes, "no more values than the bound");
  return 0;
}
