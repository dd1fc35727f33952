// SPDX-License-Identifier: GPL-2.0-only
#include "support.hpp"

#include "model/frontend/lower.hpp"
#include "model/support/process.hpp"
#include "model/support/temporary_directory.hpp"

#include <memory>

namespace walkcheck::test {
namespace {

const std::map<std::string, std::string> kDefines = {{"WALKCHECK_PAGING", "4"}};
const std::filesystem::path kTarball = "/usr/src/linux-source-6.1.tar.xz";

} // namespace

program::Program lower_file(const std::filesystem::path& file, const std::string& entry,
                            const std::filesystem::path& specs) {
  frontend::Source source;
  source.spec = file;
  source.shown_as = "walkers/" + file.filename().string();
  source.entry = entry;
  source.defines = kDefines;
  return frontend::lower(source, {specs, nullptr});
}

program::Program lower_text(const std::string& text, const std::string& entry) {
  const support::TemporaryDirectory directory;
  support::write_file(directory.path() / "spec.c", text);
  return lower_file(directory.path() / "spec.c", entry);
}

std::vector<Diagnostic> errors_of(const std::string& text, const std::string& entry) {
  try {
    lower_text(text, entry);
  } catch (const InputError& error) {
    return error.diagnostics();
  }
  return {};
}

frontend::KernelTree* kernel_6_1() {
  static const std::unique_ptr<frontend::KernelTree> tree = [] {
    std::unique_ptr<frontend::KernelTree> opened;
    if (std::filesystem::exists(kTarball)) {
      opened = std::make_unique<frontend::KernelTree>(kTarball);
      opened->prefetch(
          {"arch/x86/kvm/mmu/mmu.c", "arch/x86/mm/pat/set_memory.c", "include/linux/kvm_host.h"});
    }
    return opened;
  }();
  return tree.get();
}

program::Program lower_slice(const std::string& file, const std::vector<std::string>& functions,
                             const std::string& entry,
                             const std::map<std::string, std::string>& defines) {
  frontend::Source source;
  source.slices = {{file, functions}};
  source.entry = entry;
  source.defines = defines;
  source.defines.insert(kDefines.begin(), kDefines.end()); // the caller's values take precedence
  return frontend::lower(source, {kSpecs, kernel_6_1()});
}

} // namespace walkcheck::test
