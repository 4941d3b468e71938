// What is wrong with an option or a document: collected, never thrown, and reported all at once. By
// code and place alone: the texts for people are in `web/problem-texts.json`, which pages ask for
// only when something is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace idleguard {

struct Problem {
  std::string_view code;     // stable, kebab case; a literal
  std::string path;          // JSON pointer into the document, "" for the whole
  std::uint32_t line = 0;    // from 1; 0 when there is no text to point into
  std::uint32_t column = 0;  // from 1, in bytes
};

using Problems = std::vector<Problem>;

/// What a reading has found. Warnings: valid, but probably a mistake (R6), or not known to anyone.
struct Findings {
  Problems problems;
  Problems warnings;
};

}  // namespace idleguard
