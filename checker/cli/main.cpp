// SPDX-License-Identifier: GPL-2.0-only
// walkcheck: a deterministic model checker for KVM MMU page-table walks against teardown.
#include "checker/cli/commands.hpp"
#include "checker/cli/exit_code.hpp"

#include <exception>
#include <iostream>

int main(int argc, char** argv) {
  using namespace walkcheck;
  try {
    const auto parsed = cli::parse_command_line(argc, argv);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const int code = std::visit([](const auto& command) { return cli::run(command); },
                                std::get<cli::Command>(parsed));
    if (std::cout.flush()) return code;
    std::cerr << "cannot write standard output\n";
    return cli::kInternal;
  } catch (const InputError& error) {
    std::cerr << error.what() << '\n';
    return cli::kBadInput;
  } catch (const std::exception& error) {
    std::cerr << "internal error, our bug; please report it: " << error.what() << '\n';
  } catch (...) {
    std::cerr << "internal error, our bug; please report it\n";
  }
  return cli::kInternal;
}
