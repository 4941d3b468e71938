// What is wrong with an option or a document: collected, never thrown, and reported all at once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace idleguard {

struct Problem {
  std::string code;     // stable, kebab case
  std::string path;     // JSON pointer into the document, "" for the whole
  std::string message;  // for people
  std::uint32_t line = 0;    // from 1; 0 when there is no text to point into
  std::uint32_t column = 0;  // from 1, in bytes
};

using Problems = std::vector<Problem>;

}  // namespace idleguard
