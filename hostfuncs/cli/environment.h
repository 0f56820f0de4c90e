// What a command sees of its caller: arguments, environment, standard streams. The backend of
// wasi:cli and of preview 1's args, environ and descriptors 0 to 2. Nothing is inherited unless put
// in here.

#ifndef HOSTFUNCS_CLI_ENVIRONMENT_H_
#define HOSTFUNCS_CLI_ENVIRONMENT_H_

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "hostfuncs/io/stream.h"

namespace virga::host::cli {

// A standard stream. Several handles of a guest may share it.
template <typename Stream>
struct Stdio {
  std::shared_ptr<Stream> stream;
  bool is_terminal = false;
};

struct Environment {
  std::vector<std::string> arguments;  // the first is the program's name
  std::vector<std::pair<std::string, std::string>> variables;
  std::optional<std::string> initial_cwd;
  Stdio<io::InputStream> standard_input;
  Stdio<io::OutputStream> standard_output;
  Stdio<io::OutputStream> standard_error;
};

// No arguments, no variables, an empty input, outputs that keep nothing.
Environment MakeIsolatedEnvironment();
// As above with this process's descriptors 0, 1 and 2.
Environment MakeInheritedStdioEnvironment();

}  // namespace virga::host::cli

#endif  // HOSTFUNCS_CLI_ENVIRONMENT_H_
