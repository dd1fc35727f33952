// SPDX-License-Identifier: GPL-2.0-only
#include "model/support/tarball.hpp"

#include "model/support/process.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <optional>

namespace walkcheck::support {
namespace {

constexpr std::size_t kBlock = 1 << 16;

struct Close {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

// Nothing if the tarball ends within the entry.
std::optional<std::string> text_of_entry(archive* reader) {
  std::string text;
  std::array<char, kBlock> buffer;
  for (;;) {
    const la_ssize_t got = archive_read_data(reader, buffer.data(), buffer.size());
    if (got < 0) return std::nullopt;
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
}

// The name of the entry's file; empty if it has none that could be asked for.
std::string name_of(archive_entry* entry) {
  const char* name =
      archive_entry_filetype(entry) == AE_IFREG ? archive_entry_pathname(entry) : nullptr;
  return name == nullptr ? "" : name;
}

void tell_link(archive_entry* entry,
               const std::function<void(const std::string&, const std::string&)>& link) {
  const char* name = archive_entry_pathname(entry);
  const char* target = archive_entry_symlink(entry);
  if (name != nullptr && target != nullptr) link(name, target);
}

// Whether there is a next entry. Warnings, such as for names in another character set, do not
// matter.
bool is_there(int result) {
  return result == ARCHIVE_OK || result == ARCHIVE_WARN;
}

} // namespace

std::optional<std::string>
for_each_file(const std::filesystem::path& tarball,
              const std::function<Next(const std::string& name)>& ask,
              const std::function<void(const std::string& name, std::string text)>& take,
              const std::function<void(const std::string& name, const std::string& target)>& link) {
  const std::unique_ptr<archive, Close> reader(archive_read_new());
  const auto damage = [&] {
    const char* error = archive_error_string(reader.get());
    return std::string(error == nullptr ? "it ends too early" : error);
  };
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_tar(reader.get());
  // Names are taken as bytes, whatever the locale is.
  archive_read_set_options(reader.get(), "hdrcharset=BINARY");
  if (archive_read_open_filename(reader.get(), tarball.c_str(), kBlock) != ARCHIVE_OK)
    return damage();
  while (!are_tools_stopped()) {
    archive_entry* entry = nullptr;
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) return std::nullopt;
    if (result == ARCHIVE_RETRY) continue;
    if (!is_there(result)) return damage();
    if (link && archive_entry_filetype(entry) == AE_IFLNK) tell_link(entry, link);
    const std::string name = name_of(entry);
    const Next next = name.empty() ? Next::Skip : ask(name);
    if (next == Next::Stop) return std::nullopt;
    if (next == Next::Skip) continue;
    auto text = text_of_entry(reader.get());
    if (!text) return damage();
    take(name, std::move(*text));
  }
  return std::nullopt;
}

} // namespace walkcheck::support
