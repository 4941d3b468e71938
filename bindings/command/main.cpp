// The program `idleguard-policy`: for administrators, at a command line. Everything that it knows
// of policies is in the core.
#include <string>
#include <vector>

#include "bindings/command/files.hpp"
#include "bindings/command/tasks.hpp"

int main(int count, char** words) {
  using namespace idleguard::command;
  ignore_closed_pipes();
  const std::vector<std::string> line(words + (count > 0 ? 1 : 0), words + count);
  return static_cast<int>(perform(task_from(line)));
}
