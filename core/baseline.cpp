#include "core/baseline.hpp"

#include <array>
#include <utility>

namespace idleguard {
namespace {

// R162. NIST's are those of revision 4, which replaced revision 3 in 2025; its AAL2 had 30 minutes.
constexpr std::array<Baseline, 7> kBaselines = {{
    {"nist-aal2", hours(1), "NIST SP 800-63B-4, AAL2"},
    {"nist-aal3", minutes(15), "NIST SP 800-63B-4, AAL3"},
    {"pci", minutes(15), "PCI DSS 4, 8.2.8"},
    {"psd2", minutes(5), "PSD2 RTS, article 4(3)(d)"},
    {"asvs-l2", minutes(30), "OWASP ASVS 4, 3.3.2, level 2"},
    {"asvs-l3", minutes(15), "OWASP ASVS 4, 3.3.2, level 3"},
    {"cis", hours(3), "CIS Microsoft 365 Foundations, 1.3.2"},
}};

constexpr std::array<Source, kSourceCount> kSources = {
    Source::m365, Source::share_point, Source::outlook, Source::azure_portal, Source::custom};

// R27: with `m365` on, these two hold for nobody.
bool is_set_aside(const Policy& policy, Source source) {
  return policy[Source::m365] && (source == Source::share_point || source == Source::outlook);
}

std::string about(Source source, std::string_view rest) {
  std::string text(name_of(source));
  return text.append(": ").append(rest);
}

class Judgement {
 public:
  explicit Judgement(const Baseline& baseline) : baseline_(baseline) {}

  void add(Source source, const Section& section) {
    if (section.only_proposes) {
      remark("binds-nobody", about(source, "it is the users' starting value only (R33)"));
      return;
    }
    if (!section.holds_with_sso && !section.holds_without_sso) return;
    note_unwatched(source, section);
    // R81: a page that has the focus stays, however long nobody touches it.
    if (section.activity == ActivityRule::focus) {
      remark("no-limit-with-focus", about(source, "a page that keeps the focus never ends (R81)"));
      endless_ = source;
      return;
    }
    if (!longest_ || section.sign_out_after > worst_) {
      worst_ = section.sign_out_after;
      longest_ = source;
    }
    const bool extends = section.prompt == PromptMode::at_limit;
    if (extends && section.sign_out_after <= baseline_.limit &&
        section.sign_out_after + kShortestAnswerTime > baseline_.limit) {
      remark("extends-after-wake",
             about(source, "a prompt that a machine wakes to may add 20 seconds (R119, R163)"));
    }
  }

  Verdict verdict() && {
    Verdict verdict{.longest = endless_ ? endless_ : longest_, .remarks = std::move(remarks_)};
    if (longest_ && !endless_) {
      verdict.worst_case = worst_;
      verdict.meets = worst_ <= baseline_.limit;
    }
    return verdict;
  }

 private:
  void remark(std::string_view code, std::string text) {
    remarks_.push_back({.code = code, .text = std::move(text)});
  }

  void note_unwatched(Source source, const Section& section) {
    if (section.releases != ConditionSet()) {
      remark("exempt-sessions",
             about(source, "sessions that it exempts or suspends have no limit at all"));
    }
    if (!section.holds_with_sso) {
      remark("off-for-some", about(source, "off for sessions begun by single sign-on (R11)"));
    }
    if (!section.holds_without_sso) {
      remark("off-for-some", about(source, "off for sessions begun without single sign-on (R11)"));
    }
  }

  const Baseline& baseline_;
  Millis worst_;
  std::optional<Source> longest_;
  std::optional<Source> endless_;
  std::vector<Remark> remarks_;
};

}  // namespace

std::span<const Baseline> all_baselines() { return kBaselines; }

const Baseline* baseline_named(std::string_view name) {
  for (const Baseline& each : kBaselines) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

Verdict judge(const Policy& policy, const Baseline& baseline) {
  Judgement judgement(baseline);
  for (const Source source : kSources) {
    const auto& section = policy[source];
    if (section && !is_set_aside(policy, source)) judgement.add(source, *section);
  }
  return std::move(judgement).verdict();
}

}  // namespace idleguard
