// SPDX-License-Identifier: GPL-2.0-only
#include "model/kbuild/placement.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace walkcheck::kbuild {
namespace fs = std::filesystem;
namespace {

// `obj-$(CONFIG_X) += a.o b.o`: which list, on what it depends (empty: on nothing), and what is in
// it.
struct Line {
  std::string list, symbol;
  std::set<std::string> items;
};

std::string joined_lines(const std::string& text) {
  static const std::regex kContinued(R"(\\\n)");
  return std::regex_replace(text, kContinued, " ");
}

std::vector<Line> lines_of(const std::string& makefile) {
  static const std::regex kAssigned(
      R"(^\s*([\w.-]+?)-(?:\$\((CONFIG_\w+)\)|y|objs|m)\s*(?:\+|:)?=\s*(.*)$)");
  std::vector<Line> lines;
  std::istringstream stream(joined_lines(makefile));
  for (std::string text; std::getline(stream, text);) {
    std::smatch match;
    if (!std::regex_match(text, match, kAssigned)) continue;
    Line line{match[1], match[2], {}};
    std::istringstream items(match[3].str());
    for (std::string item; items >> item && item != "#";)
      line.items.insert(item);
    lines.push_back(std::move(line));
  }
  return lines;
}

class Search {
public:
  Search(const std::vector<Line>& lines, const Symbols& symbols)
      : lines_(lines), symbols_(symbols) {}

  // The symbol without which no line has the item; none: one has it, or none names it.
  std::optional<std::string> missing(const std::string& item) {
    if (!seen_.insert(item).second) return std::nullopt;
    std::optional<std::string> missing_here;
    for (const Line& line : lines_) {
      if (!line.items.contains(item)) continue;
      const std::optional<std::string> missing_of_line = missing_for(line);
      if (!missing_of_line) return std::nullopt;
      if (!missing_here) missing_here = missing_of_line;
    }
    return missing_here;
  }

private:
  std::optional<std::string> missing_for(const Line& line) {
    if (!line.symbol.empty() && !symbols_.contains(line.symbol)) return line.symbol;
    // A list of a name of its own is an object made of several.
    return missing(line.list + ".o");
  }

  const std::vector<Line>& lines_;
  const Symbols& symbols_;
  std::set<std::string> seen_;
};

} // namespace

std::optional<Missing>
missing_symbol(const std::string& file, const Symbols& symbols,
               const std::function<std::optional<std::string>(const std::string&)>& text) {
  // Listed by the folder of each architecture's KVM.
  if (file.starts_with("virt/kvm/") && !symbols.contains("CONFIG_KVM"))
    return Missing{"virt/kvm/Makefile.kvm", "CONFIG_KVM"};
  // In the file's folder its object, above that the folder that leads there.
  std::string item = fs::path(file).filename().replace_extension(".o").string();
  for (fs::path folder = fs::path(file).parent_path(); !folder.empty();
       folder = folder.parent_path()) {
    for (const char* name : {"Kbuild", "Makefile"}) {
      const std::string makefile = (folder / name).string();
      const auto found = text(makefile);
      if (!found) continue;
      const std::vector<Line> lines = lines_of(*found);
      if (const auto symbol = Search(lines, symbols).missing(item))
        return Missing{makefile, *symbol};
      break;
    }
    item = folder.filename().string() + "/";
  }
  return std::nullopt;
}

bool decides_build(const std::string& file) {
  const std::string name = fs::path(file).filename().string();
  for (const char* begin : {"Kconfig", "Makefile", "Kbuild"})
    if (name.starts_with(begin)) return true;
  for (const char* folder : {"scripts/", "tools/", "include/uapi/", "kernel/configs/"})
    if (file.starts_with(folder)) return true;
  for (const char* part : {"/tools/", "/syscalls/", "/configs/", "/include/uapi/"})
    if (file.find(part) != std::string::npos) return true;
  for (const char* made_from : {"asm-offsets", "rq-offsets", "bounds.c", "cpufeatures.h",
                                "timeconst", "atomic/fallbacks", "devicetable-offsets"})
    if (file.find(made_from) != std::string::npos) return true;
  return false;
}

} // namespace walkcheck::kbuild
