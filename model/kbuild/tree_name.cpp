// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/tree_name.hpp"

#include "model/program/diagnostic.hpp"

#include <fmt/format.h>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

bool exists(const std::string& name) {
  std::error_code ignored;
  return fs::exists(name, ignored);
}

void require(const std::string& part, const char* what, const std::string& whole) {
  if (part.empty())
    throw InputError(Diagnostic{whole, 0, 0, fmt::format("the {} is empty", what),
                                "name a kernel tree as TREE, TREE:OBJ, TREE@REV or TREE:OBJ@REV"});
}

} // namespace

TreeName parse_tree_name(const std::string& name) {
  require(name, "name of the tree", name);
  TreeName result;
  std::string rest = name;
  // A revision has no `:`, so behind an `@` with one is a part of a folder's name.
  const std::size_t at = rest.rfind('@');
  if (at != std::string::npos && !exists(rest) && rest.find(':', at) == std::string::npos) {
    result.revision = rest.substr(at + 1);
    rest.resize(at);
    require(*result.revision, "revision after '@'", name);
  }
  if (const std::size_t colon = rest.rfind(':'); colon != std::string::npos && !exists(rest)) {
    const std::string objects = rest.substr(colon + 1);
    rest.resize(colon);
    require(objects, "build folder after ':'", name);
    result.objects = objects;
  }
  require(rest, "name of the tree", name);
  result.source = rest;
  return result;
}

} // namespace walkcheck::kbuild
