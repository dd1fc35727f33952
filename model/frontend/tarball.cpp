// SPDX-License-Identifier: GPL-2.0-only
#include "model/frontend/tarball.hpp"

#include "model/frontend/process.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <array>
#include <memory>
#include <optional>

namespace walkcheck::frontend {
namespace {

constexpr std::size_t kBlock = 1 << 16;

struct Close {
  void operator()(archive* reader) const { archive_read_free(reader); }
};

// Nothing where the tarball ends within it.
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

} // namespace

void for_each_file(const std::filesystem::path& tarball,
                   const std::function<Next(const std::string& name)>& ask,
                   const std::function<void(const std::string& name, std::string text)>& take) {
  const std::unique_ptr<archive, Close> reader(archive_read_new());
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_filename(reader.get(), tarball.c_str(), kBlock) != ARCHIVE_OK) return;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK && !are_tools_stopped()) {
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    const std::string name = archive_entry_pathname(entry);
    const Next next = ask(name);
    if (next == Next::Stop) return;
    if (next == Next::Skip) continue;
    auto text = text_of_entry(reader.get());
    if (!text) return;
    take(name, std::move(*text));
  }
}

} // namespace walkcheck::frontend
