// SPDX-License-Identifier: GPL-2.0-only
// Other text for some files of a tree: that of a revision, and what patches make of them. Entry
// points: changes_of_revision(), apply_patch(), write_overlay().
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace walkcheck::kbuild {

// Tree-relative file -> its text; nothing: it is removed.
using Changes = std::map<std::string, std::optional<std::string>>;
using IsWanted = std::function<bool(const std::string& file)>;

// The commit that the revision is of the folder's git. Throws InputError: there is none.
std::string commit_of(const std::filesystem::path& tree, const std::string& revision);

// How the revision differs from the folder's files as they are now. Writes nothing in the tree.
Changes changes_of_revision(const std::filesystem::path& tree, const std::string& commit,
                            const IsWanted& is_wanted);

// Applies it to what `text` gives for a file, and adds the result. Throws InputError with the file
// and line of what does not apply; then nothing is added.
void apply_patch(const std::filesystem::path& patch, const std::string& tree,
                 const std::function<std::optional<std::string>(const std::string& file)>& text,
                 Changes& changes);

// The files of clang's -ivfsoverlay: `folder` gets the texts, and the list that is returned.
std::filesystem::path write_overlay(const Changes& changes, const std::filesystem::path& tree,
                                    const std::filesystem::path& folder);

} // namespace walkcheck::kbuild
