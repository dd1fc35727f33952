// SPDX-License-Identifier: GPL-2.0-only
// `prepare0` rather than `prepare`: it leaves out objtool, which needs a library for ELF files.
#include "model/kbuild/build.hpp"

#include "model/kbuild/command_text.hpp"
#include "model/kbuild/run.hpp"
#include "model/program/diagnostic.hpp"
#include "model/support/process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <sstream>
#include <thread>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

constexpr const char* kConfiguring = "configuring the kernel tree";
constexpr const char* kRemedy = "make it build with `make prepare`, or name a built tree TREE:OBJ";

void require_programs() {
  std::vector<std::string> missing;
  for (const char* name : {"make", "flex", "bison", "bc"})
    if (!program_in_path(name)) missing.emplace_back(name);
  if (missing.empty()) return;
  throw InputError(Diagnostic{
      "", 0, 0,
      fmt::format("configuring a kernel tree needs make, flex, bison and bc: there is no {}",
                  fmt::join(missing, ", ")),
      "install them, or name a built tree TREE:OBJ"});
}

// The first that there is: names of packages have a version.
std::string first_program(const std::vector<std::string>& names) {
  for (const std::string& name : names)
    if (program_in_path(name)) return name;
  throw InputError(Diagnostic{"", 0, 0, fmt::format("{} needs {}", kConfiguring, names.front()),
                              "install it, or name a built tree TREE:OBJ"});
}

std::string llvm_tool(const std::string& name) {
  return first_program(
      {fmt::format("{}-19", name), fmt::format("/usr/lib/llvm-19/bin/{}", name), name});
}

std::vector<std::string> make_command(const BuildPlan& plan, const fs::path& folder) {
  std::vector<std::string> command = {"make",
                                      "-C",
                                      plan.source.string(),
                                      "O=" + folder.string(),
                                      fmt::format("ARCH={}", names_of(plan.architecture).kbuild),
                                      "HOSTCC=" + first_program({"gcc", "clang-19"})};
  if (plan.with_gcc) {
    command.push_back("CC=gcc");
    return command;
  }
  command.push_back("CC=" + llvm_tool("clang"));
  if (plan.architecture == Architecture::X86) return command;
  command.insert(command.end(),
                 {"LLVM_IAS=1", "LD=" + first_program({"ld.lld-19", "ld.lld", "ld.lld-14"})});
  for (const auto& [variable, tool] :
       std::map<std::string, std::string>{{"AR", "llvm-ar"},
                                          {"NM", "llvm-nm"},
                                          {"OBJCOPY", "llvm-objcopy"},
                                          {"OBJDUMP", "llvm-objdump"},
                                          {"READELF", "llvm-readelf"},
                                          {"STRIP", "llvm-strip"}})
    command.push_back(fmt::format("{}={}", variable, llvm_tool(tool)));
  return command;
}

void run_make(const BuildPlan& plan, const fs::path& folder, const std::vector<std::string>& what) {
  std::vector<std::string> command = make_command(plan, folder);
  command.insert(command.end(), what.begin(), what.end());
  run_tool(command, kConfiguring, kRemedy);
}

void set_symbols(const fs::path& folder, const BuildPlan& plan) {
  if (plan.settings.empty()) return;
  const fs::path config = folder / ".config";
  support::write_file(config, with_settings(support::read_file(config), plan.settings));
}

// The folders and the files in them whose text kbuild reads for every command.
std::vector<fs::path> makefiles(const BuildPlan& plan) {
  std::vector<fs::path> files;
  for (const char* name : {"Makefile", "Kbuild", "scripts/Kbuild.include", "scripts/mkcompile_h"})
    files.push_back(plan.source / name);
  files.push_back(plan.source / "arch" / names_of(plan.architecture).kbuild / "Makefile");
  for (const fs::directory_entry& entry : fs::directory_iterator(plan.source / "scripts"))
    if (entry.path().filename().string().starts_with("Makefile")) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

// KVM's common files are compiled as a part of the architecture's folder, as its module's.
std::set<std::string> targets_for(const std::vector<std::string>& objects,
                                  Architecture architecture) {
  std::set<std::string> targets;
  for (const std::string& object : objects)
    targets.insert(object.starts_with("virt/kvm/")
                       ? fmt::format("arch/{}/kvm/", names_of(architecture).kbuild)
                       : object);
  return targets;
}

} // namespace

void prepare_build(const BuildPlan& plan, const fs::path& folder) {
  require_programs();
  if (plan.config)
    support::write_file(folder / ".config", *plan.config);
  else
    run_make(plan, folder, {"defconfig"});
  set_symbols(folder, plan);
  run_make(plan, folder, {"olddefconfig"});
  run_make(plan, folder,
           {fmt::format("-j{}", std::max(1U, std::thread::hardware_concurrency())), "prepare0"});
}

std::vector<std::string> dependencies_of(const std::string& cmd_text) {
  std::vector<std::string> names;
  std::istringstream words(cmd_text);
  for (std::string word; words >> word;)
    if (word.find('/') != std::string::npos && word.find('$') == std::string::npos)
      names.push_back(word);
  return names;
}

std::vector<fs::path> inputs_of_build(const BuildPlan& plan, const fs::path& folder) {
  std::set<fs::path> inputs;
  for (const fs::path& file : makefiles(plan))
    inputs.insert(file);
  for (const char* list : {"include/config/auto.conf.cmd", "kernel/.bounds.s.cmd"}) {
    if (!fs::is_regular_file(folder / list)) continue;
    for (const std::string& name : dependencies_of(support::read_file(folder / list)))
      if (const fs::path file = plan.source / name; fs::is_regular_file(file)) inputs.insert(file);
  }
  return {inputs.begin(), inputs.end()};
}

DryRun dry_run(const BuildPlan& plan, const fs::path& folder,
               const std::vector<std::string>& objects) {
  std::vector<std::string> command = make_command(plan, folder);
  // -k: one that cannot be made does not hide the others. What is run after a compilation is not
  // asked for: to say how it is built, make would build it.
  command.insert(command.end(), {"-n", "-k", "V=1", "CONFIG_OBJTOOL=", "CONFIG_DEBUG_INFO_BTF="});
  const std::set<std::string> targets = targets_for(objects, plan.architecture);
  command.insert(command.end(), targets.begin(), targets.end());
  const support::ProcessResult result = support::run_process(command);
  require_not_stopped();
  DryRun run;
  if (!result.started)
    throw InputError(
        Diagnostic{"", 0, 0, "asking kbuild for its commands needs make", "install it"});
  run.commands = commands_of_dry_run(result.out, objects);
  run.said = result.err;
  return run;
}

} // namespace walkcheck::kbuild
