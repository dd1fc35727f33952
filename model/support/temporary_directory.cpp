// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <llvm/Support/FileSystem.h>

#include <stdexcept>
#include <system_error>

namespace walkcheck::support {

TemporaryDirectory::TemporaryDirectory() {
  llvm::SmallString<128> path;
  if (const std::error_code error = llvm::sys::fs::createUniqueDirectory("walkcheck", path))
    throw std::runtime_error(fmt::format("cannot make a temporary directory: {}", error.message()));
  path_ = path.str().str();
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored; // nothing can be done about it in a destructor
  std::filesystem::remove_all(path_, ignored);
}

} // namespace walkcheck::support
