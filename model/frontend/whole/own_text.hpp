// SPDX-License-Identifier: GPL-2.0-only
// C of ours that is compiled with a kernel tree's headers: a harness, replacements. Our own
// includes are put in their places, so that the compiler needs no folder of ours and no file of the
// tree can find one there, nor ours one of the tree's by a name of ours. A scenario's macros are
// undefined where a header of the tree is included. Entry point: OwnText.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace walkcheck::frontend {

using Macros = std::map<std::string, std::string>;

// From here on the macros are defined. One that is defined already is an error, of this file.
std::string defined_behind(const Macros& macros, const std::string& file);

// What such an error says first.
inline constexpr const char* kDefinedAlready = "the scenario's 'define' names ";

class OwnText {
public:
  // `beside`: the folder of a harness, where its own includes are looked for before `specs`.
  OwnText(std::filesystem::path specs, std::filesystem::path beside, const Macros& macros)
      : specs_(std::move(specs)), beside_(std::move(beside)), macros_(macros) {}

  // The file's text as the compiler is to see it; `shown` is how messages name it. Throws
  // InputError: a file includes itself.
  std::string read(const std::filesystem::path& file, const std::string& shown);

private:
  struct Found {
    std::filesystem::path file;
    std::string shown;
  };
  std::optional<Found> find(const std::string& written, const Found& from) const;
  std::string of_tree(const std::string& line, const std::string& shown,
                      std::uint32_t number) const;

  std::filesystem::path specs_, beside_;
  const Macros& macros_;
  std::vector<std::filesystem::path> open_;
};

} // namespace walkcheck::frontend
