#include "core/facts.hpp"

#include <algorithm>
#include <array>

#include "core/policy.hpp"
#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::array<std::string_view, 5> kReasonNames = {"external", "idle", "internal", "policy",
                                                          "user"};

bool before(const Fact& fact, const FactKey& key) { return fact.key < key; }

}  // namespace

bool wins(const FactKey& key, const FactValue& a, const FactValue& b) {
  const bool is_kept = key.kind == FactKind::policy && !is_adopted(source_of(key.group));
  return key.kind == FactKind::ended || is_kept ? a < b : b < a;
}

std::size_t Facts::place_of(const FactKey& key) const {
  const auto place = std::lower_bound(facts_.begin(), facts_.end(), key, before);
  return static_cast<std::size_t>(place - facts_.begin());
}

bool Facts::merge(const Fact& fact) {
  const std::size_t at = place_of(fact.key);
  if (at == facts_.size() || facts_[at].key != fact.key) {
    facts_.push_back(fact);  // grows; a memmove makes room, which `insert` would not leave at
    std::copy_backward(&facts_[at], &facts_.back(), &facts_.back() + 1);
    facts_[at] = fact;
    return true;
  }
  if (!wins(fact.key, fact.value, facts_[at].value)) return false;
  facts_[at].value = fact.value;
  return true;
}

void Facts::merge(const Facts& other) {
  for (const Fact& fact : other) merge(fact);
}

const FactValue* Facts::find(const FactKey& key) const {
  const std::size_t at = place_of(key);
  return at < facts_.size() && facts_[at].key == key ? &facts_[at].value : nullptr;
}

bool Facts::lacks(const Fact& fact) const {
  const FactValue* value = find(fact.key);
  return value == nullptr || wins(fact.key, fact.value, *value);
}

SessionTime Facts::time(const FactKey& key) const {
  const FactValue* value = find(key);
  return value == nullptr ? kNever : SessionTime{value->stamp};
}

std::string_view name_of(Reason reason) { return kReasonNames[static_cast<std::size_t>(reason)]; }

std::optional<Reason> reason_named(std::string_view name) {
  const auto found = index_of(kReasonNames, name);
  if (!found) return std::nullopt;
  return static_cast<Reason>(*found);
}

std::optional<Generation> current_generation(const Facts& facts) {
  const FactValue* value = facts.find({FactKind::generation});
  if (value == nullptr) return std::nullopt;
  return Generation{.start = {value->stamp}, .id = value->id, .session = value->session};
}

Fact generation_fact(const Generation& generation) {
  return {{FactKind::generation},
          {.stamp = generation.start.ms, .id = generation.id, .session = generation.session}};
}

}  // namespace idleguard
