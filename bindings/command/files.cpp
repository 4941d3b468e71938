#include "bindings/command/files.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>

#include "core/json.hpp"

namespace idleguard::command {
namespace {

constexpr std::size_t kMostBytes = kMostJsonBytes + 1;

std::string read_stream(std::FILE* stream, Contents& contents) {
  std::array<char, 4096> buffer;
  while (contents.text.size() < kMostBytes) {
    const std::size_t count = std::fread(buffer.data(), 1, buffer.size(), stream);
    contents.text.append(buffer.data(), count);
    if (count < buffer.size()) break;
  }
  return std::ferror(stream) != 0 ? std::strerror(errno) : "";
}

}  // namespace

Contents read_contents(const std::string& file) {
  if (file == "-") {
    Contents contents{.name = "standard input"};
    contents.wrong = read_stream(stdin, contents);
    return contents;
  }
  Contents contents{.name = file};
  const auto close = [](std::FILE* stream) { std::fclose(stream); };
  const std::unique_ptr<std::FILE, decltype(close)> stream(std::fopen(file.c_str(), "rb"), close);
  contents.wrong = stream ? read_stream(stream.get(), contents) : std::strerror(errno);
  return contents;
}

std::string write_output(std::string_view text) {
  errno = 0;
  const bool is_written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (is_written && std::fflush(stdout) == 0) return "";
  return std::strerror(errno);
}

void write_complaint(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

void ignore_closed_pipes() {
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN);
#endif
}

}  // namespace idleguard::command
