// wasi:cli 0.2 over an Environment: environment, exit, the three standard streams and their
// terminals.

#ifndef HOSTFUNCS_CLI_CLI_HOST_H_
#define HOSTFUNCS_CLI_CLI_HOST_H_

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "hostfuncs/bindings/cli_environment.h"
#include "hostfuncs/bindings/cli_exit.h"
#include "hostfuncs/bindings/cli_stderr.h"
#include "hostfuncs/bindings/cli_stdin.h"
#include "hostfuncs/bindings/cli_stdout.h"
#include "hostfuncs/bindings/cli_terminal_input.h"
#include "hostfuncs/bindings/cli_terminal_output.h"
#include "hostfuncs/bindings/cli_terminal_stderr.h"
#include "hostfuncs/bindings/cli_terminal_stdin.h"
#include "hostfuncs/bindings/cli_terminal_stdout.h"
#include "hostfuncs/cli/environment.h"
#include "hostfuncs/io/resources.h"

namespace virga::host::cli {

class EnvironmentHost : public wasi::cli::environment::Host {
 public:
  explicit EnvironmentHost(const Environment* environment) : environment_(*environment) {}
  cabi::Reply<std::vector<std::tuple<std::string, std::string>>> GetEnvironment() override;
  cabi::Reply<std::vector<std::string>> GetArguments() override;
  cabi::Reply<std::optional<std::string>> InitialCwd() override;

 private:
  const Environment& environment_;
};

// Both forms end the guest: the error that unwinds it is ErrorKind::kExit.
class ExitHost : public wasi::cli::exit::Host {
 public:
  cabi::Reply<void> Exit(const cabi::Expected<std::monostate, std::monostate>& status) override {
    return Error::Exit(status.ok() ? 0 : 1);
  }
  cabi::Reply<void> ExitWithCode(uint8_t status_code) override { return Error::Exit(status_code); }
};

class StdinHost : public wasi::cli::stdin::Host {
 public:
  StdinHost(const Environment* environment, io::IoResources* resources)
      : environment_(*environment), resources_(*resources) {}
  cabi::Reply<io::IoResources::WitInput> GetStdin() override {
    return resources_.Add(environment_.standard_input.stream);
  }

 private:
  const Environment& environment_;
  io::IoResources& resources_;
};

class StdoutHost : public wasi::cli::stdout::Host {
 public:
  StdoutHost(const Environment* environment, io::IoResources* resources)
      : environment_(*environment), resources_(*resources) {}
  cabi::Reply<io::IoResources::WitOutput> GetStdout() override {
    return resources_.Add(environment_.standard_output.stream);
  }

 private:
  const Environment& environment_;
  io::IoResources& resources_;
};

class StderrHost : public wasi::cli::stderr::Host {
 public:
  StderrHost(const Environment* environment, io::IoResources* resources)
      : environment_(*environment), resources_(*resources) {}
  cabi::Reply<io::IoResources::WitOutput> GetStderr() override {
    return resources_.Add(environment_.standard_error.stream);
  }

 private:
  const Environment& environment_;
  io::IoResources& resources_;
};

// A terminal is only a sign that there is one; handles carry nothing.
class TerminalInputHost : public wasi::cli::terminal_input::Host {
 public:
  Status DropTerminalInput(uint32_t) override { return {}; }
};
class TerminalOutputHost : public wasi::cli::terminal_output::Host {
 public:
  Status DropTerminalOutput(uint32_t) override { return {}; }
};

class TerminalStdinHost : public wasi::cli::terminal_stdin::Host {
 public:
  using Terminal = cabi::Own<wasi::cli::terminal_input::TerminalInput>;
  explicit TerminalStdinHost(const Environment* environment) : environment_(*environment) {}
  cabi::Reply<std::optional<Terminal>> GetTerminalStdin() override {
    return environment_.standard_input.is_terminal ? std::optional(Terminal{}) : std::nullopt;
  }

 private:
  const Environment& environment_;
};

class TerminalStdoutHost : public wasi::cli::terminal_stdout::Host {
 public:
  using Terminal = cabi::Own<wasi::cli::terminal_output::TerminalOutput>;
  explicit TerminalStdoutHost(const Environment* environment) : environment_(*environment) {}
  cabi::Reply<std::optional<Terminal>> GetTerminalStdout() override {
    return environment_.standard_output.is_terminal ? std::optional(Terminal{}) : std::nullopt;
  }

 private:
  const Environment& environment_;
};

class TerminalStderrHost : public wasi::cli::terminal_stderr::Host {
 public:
  using Terminal = cabi::Own<wasi::cli::terminal_output::TerminalOutput>;
  explicit TerminalStderrHost(const Environment* environment) : environment_(*environment) {}
  cabi::Reply<std::optional<Terminal>> GetTerminalStderr() override {
    return environment_.standard_error.is_terminal ? std::optional(Terminal{}) : std::nullopt;
  }

 private:
  const Environment& environment_;
};

}  // namespace virga::host::cli

#endif  // HOSTFUNCS_CLI_CLI_HOST_H_
