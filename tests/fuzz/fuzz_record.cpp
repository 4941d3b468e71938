// One entry of the record or of a message: the key, a line break, the value (R106). What is taken
// for a fact has one written form, so that tabs that tell each other of it need not argue; and
// facts merge alike in any order (R101).
#include "core/record.hpp"
#include "tests/fuzz/support/fuzz.hpp"

using namespace idleguard;
using namespace idleguard::fuzz;

namespace {

std::optional<Fact> read_entry(std::string_view entry) {
  const std::size_t end = std::min(entry.find('\n'), entry.size());
  const std::string_view value = entry.substr(std::min(end + 1, entry.size()));
  const auto fact = read_fact(entry.substr(0, end), value);
  if (!fact) return std::nullopt;
  std::string written;
  append_record_key(written, fact->key);
  expect(written == entry.substr(0, end), "a key that is read is written the same");
  written.clear();
  append_record_value(written, *fact);
  expect(written == value, "a value that is read is written the same");
  expect(fact->value.stamp > 0, "a stamp is positive");
  return fact;
}

}  // namespace

// Entries are separated by an empty line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest = text_of(data, size);
  std::vector<Fact> facts;
  Facts merged;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find("\n\n"), rest.size());
    if (const auto fact = read_entry(rest.substr(0, end))) {
      facts.push_back(*fact);
      expect(merged.lacks(*fact) == merged.merge(*fact), "what is lacking is what changes a set");
    }
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  Facts reversed;
  for (std::size_t i = facts.size(); i > 0; --i) reversed.merge(facts[i - 1]);
  expect(reversed == merged, "the order of facts is of no matter (R101)");
  reversed.merge(merged);
  expect(reversed == merged, "nor is hearing of them twice (R101)");
  return 0;
}
