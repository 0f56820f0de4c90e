#include <unistd.h>

#include "hostfuncs/cli/environment.h"
#include "hostfuncs/io/memory_streams.h"
#include "hostfuncs/io/posix_streams.h"

namespace virga::host::cli {

Environment MakeIsolatedEnvironment() {
  Environment environment;
  environment.standard_input.stream = io::MakeNullInput();
  environment.standard_output.stream = io::MakeNullOutput();
  environment.standard_error.stream = io::MakeNullOutput();
  return environment;
}

Environment MakeInheritedStdioEnvironment() {
  Environment environment;
  environment.standard_input = {io::MakeFdInput(STDIN_FILENO, io::FdOwnership::kBorrowed),
                                isatty(STDIN_FILENO) == 1};
  environment.standard_output = {io::MakeFdOutput(STDOUT_FILENO, io::FdOwnership::kBorrowed),
                                 isatty(STDOUT_FILENO) == 1};
  environment.standard_error = {io::MakeFdOutput(STDERR_FILENO, io::FdOwnership::kBorrowed),
                                isatty(STDERR_FILENO) == 1};
  return environment;
}

}  // namespace virga::host::cli
