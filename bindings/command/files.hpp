// Standard input and output, and files: the only place with I/O.
#pragma once

#include <string>
#include <string_view>

namespace idleguard::command {

struct Contents {
  std::string name;  // as it is shown in messages
  std::string text;
  std::string wrong;  // why it cannot be read; empty: it was
};

/// What the file holds, but no more than one byte beyond what a document may have. `-` is standard
/// input.
Contents read_contents(const std::string& file);

/// Writes all of `text` to standard output. Returns why it could not, or nothing.
std::string write_output(std::string_view text);

/// Writes `text` to standard error, where nothing can be said about failing.
void write_complaint(std::string_view text);

/// A closed pipe is to be an error of writing, and not the program's end without a word.
void ignore_closed_pipes();

}  // namespace idleguard::command
