#include "core/facts.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"

namespace idleguard {
namespace {

constexpr std::array<std::string_view, 5> kReasonNames = {"idle", "user", "external", "policy",
                                                          "internal"};

bool before(const Fact& fact, const FactKey& key) { return fact.key < key; }

}  // namespace

bool wins(FactKind kind, const FactValue& a, const FactValue& b) {
  return kind == FactKind::ended ? a < b : b < a;
}

bool Facts::merge(const Fact& fact) {
  const auto at = std::lower_bound(facts_.begin(), facts_.end(), fact.key, before);
  if (at == facts_.end() || at->key != fact.key) {
    facts_.insert(at, fact);
    return true;
  }
  if (!wins(fact.key.kind, fact.value, at->value)) return false;
  at->value = fact.value;
  return true;
}

bool Facts::merge(const Facts& other) {
  bool changed = false;
  for (const Fact& fact : other) changed |= merge(fact);
  return changed;
}

const FactValue* Facts::find(const FactKey& key) const {
  const auto at = std::lower_bound(facts_.begin(), facts_.end(), key, before);
  return at != facts_.end() && at->key == key ? &at->value : nullptr;
}

std::optional<SessionTime> Facts::time(const FactKey& key) const {
  const FactValue* value = find(key);
  if (value == nullptr) return std::nullopt;
  return SessionTime{value->stamp};
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
