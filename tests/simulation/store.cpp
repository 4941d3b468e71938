#include "tests/simulation/store.hpp"

namespace idleguard::simulation {

// Storage replaces; only what reads it joins.
void Store::put_into(Facts& facts, const FactKey& key, const std::optional<FactValue>& value) {
  const FactValue* old = facts.find(key);
  if (old != nullptr && (!value || !wins(key, *value, *old))) {
    facts.forget([&](const Fact& fact) { return fact.key == key; });
  }
  if (value) facts.merge({key, *value});
}

void Store::apply(View& view, std::int64_t as_of) const {
  for (; view.next < log_.size() && log_[view.next].at <= as_of; ++view.next) {
    const Entry& entry = log_[view.next];
    if (!entry.key) {
      view.facts.forget([&](const Fact& fact) {
        const auto own = view.own.find(fact.key);
        return own == view.own.end() || own->second < view.next;
      });
      continue;
    }
    const auto own = view.own.find(*entry.key);
    if (own != view.own.end() && own->second > view.next) continue;
    put_into(view.facts, *entry.key, entry.value);
  }
}

Store::View Store::open(std::int64_t as_of) const {
  View view;
  apply(view, as_of);
  return view;
}

std::optional<Reading> Store::read(View& view, std::int64_t as_of) const {
  apply(view, as_of);
  if (!readable) return std::nullopt;
  return Reading{view.facts, garbage};
}

bool Store::write(View& view, const Fact& fact, std::int64_t now) {
  if (!readable || !writable) return false;
  put_into(view.facts, fact.key, fact.value);
  view.own[fact.key] = log_.size();
  log_.push_back({now, fact.key, fact.value});
  return true;
}

void Store::remove(View& view, const FactKey& key, std::int64_t now) {
  if (!readable) return;
  put_into(view.facts, key, std::nullopt);
  view.own[key] = log_.size();
  log_.push_back({now, key, std::nullopt});
}

void Store::clear(std::int64_t now) {
  garbage = 0;
  log_.push_back({now, std::nullopt, std::nullopt});
}

void Store::revert(std::size_t which, std::int64_t now) {
  const Facts held = contents();
  if (held.empty()) return;
  const FactKey key = (held.begin() + static_cast<std::ptrdiff_t>(which % held.size()))->key;
  std::optional<FactValue> last;
  std::optional<FactValue> before;
  for (const Entry& entry : log_) {
    if (!entry.key) {
      before.reset();
      last.reset();
    } else if (*entry.key == key) {
      before = last;
      last = entry.value;
    }
  }
  if (before) log_.push_back({now, key, before});
}

Facts Store::contents() const {
  View view;
  apply(view, INT64_MAX);
  return view.facts;
}

}  // namespace idleguard::simulation
