#include "core/snapshot.hpp"

#include <cstring>

namespace idleguard {
namespace {

// A section as it lies in memory: the two lengths, and eight small members.
using Numbers = std::array<std::uint64_t, 3>;
static_assert(sizeof(Numbers) == sizeof(Section));

// The bits that the eight small members of a section may have, from the first: prompt, activity,
// rows, five switches.
constexpr std::uint64_t kMemberBits = 0x01010101017f0303;

constexpr Millis kLongest = hours(24 * 100'000);

bool makes_sense(const Section& section) {
  const bool has_offset =
      section.prompt == PromptMode::at_limit || section.prompt == PromptMode::fixed;
  return section.sign_out_after.count > 0 && section.sign_out_after < kLongest &&
         section.warn_after.count >= (has_offset ? 1 : 0) &&
         section.warn_after < section.sign_out_after && section.activity <= ActivityRule::focus;
}

}  // namespace

FactKey section_key(const Id& generation, Source source) {
  return {FactKind::policy, generation, group_of(source)};
}

Fact section_fact(const Id& generation, Source source, const std::optional<Section>& section,
                  WallTime obtained_at) {
  Fact fact{section_key(generation, source), {.stamp = obtained_at.ms}};
  if (section) {
    Numbers numbers;
    std::memcpy(&numbers, &*section, sizeof numbers);
    fact.value.id = {.high = numbers[0], .low = numbers[1]};
    fact.value.session = {.high = 1, .low = numbers[2]};  // 1: present
  }
  return fact;
}

SectionReading section_of(const Facts& facts, const Id& generation, Source source) {
  const FactValue* value = facts.find(section_key(generation, source));
  if (value == nullptr) return {};
  if (value->session.is_none()) return {.is_known = true};
  const Numbers numbers = {value->id.high, value->id.low, value->session.low & kMemberBits};
  Section section;
  std::memcpy(static_cast<void*>(&section), &numbers, sizeof numbers);
  if (!makes_sense(section)) return {};
  return {.is_known = true, .section = section};
}

std::array<Source, 2> sources_of(AppClass app) {
  const Source own = own_source(app);
  return {is_suite(app) ? Source::m365 : own, own};
}

}  // namespace idleguard
