// SPDX-License-Identifier: GPL-2.0-only
// What one file of a kernel tree says of its functions in this configuration: their types, and whom
// they call. Entry point: functions_of_file().
#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace walkcheck::kbuild {
class PreparedTree;
} // namespace walkcheck::kbuild

namespace walkcheck::frontend {

enum class TypeKind : std::uint8_t { Void, Integer, Bool, Pointer, Structure, Other };

// As the text writes it, with its typedefs.
struct WrittenType {
  std::string text; // "struct mm_struct *"; empty where C has no name for it
  TypeKind kind = TypeKind::Other;
  std::string pointee; // of a pointer: "struct mm_struct"
  TypeKind pointee_kind = TypeKind::Other;
};

struct WrittenParameter {
  std::string name;
  WrittenType type;
};

struct FileFunction {
  std::string name;
  std::string file; // where its text is: a header's, or the file's own
  std::uint32_t line = 0;
  WrittenType result;
  std::vector<WrittenParameter> parameters;
  bool is_empty = false;       // it does nothing and returns nothing, or the same always
  bool has_more = false;       // takes a variable number of arguments
  std::set<std::string> calls; // by their names in the source, also what is inlined
};

// The functions that the file has when it is compiled, and `kept`, which may be static and unused.
// In the order of the file's code. Throws InputError, also where `kept` is no function there.
std::vector<FileFunction> functions_of_file(const std::string& file, const std::string& kept,
                                            const std::filesystem::path& specs,
                                            kbuild::PreparedTree& tree);

} // namespace walkcheck::frontend
