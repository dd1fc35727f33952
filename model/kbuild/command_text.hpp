// SPDX-License-Identifier: GPL-2.0-only
// The command that compiles a file, in what kbuild writes: the file .NAME.o.cmd next to an object,
// and the output of `make -n V=1`. Entry points: command_of_cmd_file(), commands_of_dry_run().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::kbuild {

// "mm/gup.c" -> "mm/.gup.o.cmd"
std::string cmd_file_of(const std::string& file);
// "mm/gup.c" -> "mm/gup.o"
std::string object_of(const std::string& file);

// The words of the compiler's command; none: the text has no such command.
std::optional<std::vector<std::string>> command_of_cmd_file(const std::string& text);

// The compiler's command as text for each of the objects that the output compiles.
std::map<std::string, std::string> commands_of_dry_run(const std::string& output,
                                                       const std::vector<std::string>& objects);

} // namespace walkcheck::kbuild
