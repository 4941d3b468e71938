// What a policy means for one session, for people and programs: the decision, whom its sign-out
// ends, and the reasons in words. It decides nothing: every answer is that of `decision.hpp`.
#pragma once

#include <string>
#include <vector>

#include "core/decision.hpp"

namespace idleguard {

/// What is asked about.
struct Question {
  Policy policy;
  AppClass app = AppClass::custom;
  Signals signals;
  Preference preference;
};

struct Explanation {
  Question question;
  Decision decision;
  std::vector<AppClass> signs_out;  // in the order of the enumeration; none unless enforced
  bool is_legacy = false;           // the deciding policy is retired, or going to be (D15)
  std::vector<std::string> notes;   // sentences; the first says why it was decided so
};

Explanation explain(const Question& question);

/// One object of JSON, for programs.
std::string json_of(const Explanation& explanation);
/// One page, for people: lines of 80 columns at most.
std::string page_of(const Explanation& explanation);

}  // namespace idleguard
