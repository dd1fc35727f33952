# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# What scripts/demo and scripts/test share: packages, build, and where kernel source is.

say() { printf '== %s\n' "$*"; }

# Runs a command as root: as it is, or through sudo.
as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    say "this needs root, and there is no sudo: $*"
    return 1
  fi
}

is_installed() {
  local status
  status=$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) && [ "$status" = installed ]
}

# Prints the packages of scripts/packages.txt that are missing: "required" or "optional" ones.
missing_packages() {
  local wanted=$1 name kind
  while IFS= read -r name; do
    case $name in
    '' | '#'*) continue ;;
    '?'*) kind=optional name=${name#'?'} ;;
    *) kind=required ;;
    esac
    if [ "$kind" = "$wanted" ] && ! is_installed "$name"; then
      printf '%s\n' "$name"
    fi
  done <scripts/packages.txt
}

# Installs what is missing; with nothing missing it needs neither root nor a network.
install_packages() {
  local required optional name
  if ! command -v dpkg-query >/dev/null; then
    say "no dpkg here: the packages of scripts/packages.txt are taken to be installed"
    return
  fi
  mapfile -t required < <(missing_packages required)
  mapfile -t optional < <(missing_packages optional)
  if [ $((${#required[@]} + ${#optional[@]})) -eq 0 ]; then
    return
  fi
  as_root apt-get update -q
  if [ ${#required[@]} -gt 0 ]; then
    say "installing: ${required[*]}"
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "${required[@]}"
  fi
  for name in "${optional[@]}"; do
    say "installing (optional): $name"
    as_root env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "$name" ||
      say "$name is not to be had: what needs it is skipped, and says so"
  done
}

build() {
  local preset=$1
  say "build: $preset"
  cmake --preset "$preset" >/dev/null
  cmake --build --preset "$preset"
}

# Prints the kernel source that the package linux-source-6.1 has installed; fails without it.
kernel_source() {
  local tarball=/usr/src/linux-source-6.1.tar.xz
  [ -e "$tarball" ] && printf '%s\n' "$tarball"
}
