#!/usr/bin/env bash
# Sets up the Chinese faces that documents are set in: Noto Serif SC and Noto Sans SC, Regular and Bold (OFL-1.1).
#
# What is installed on the system is used as it is. Else they come into FOLDER (default .fonts): from npm, checked by
# SHA-256, or from Debian's package fonts-noto-cjk, unpacked without root. Does and says nothing when nothing is to do.
# usage: fonts.sh [--fetch] [FOLDER]        --fetch: into the folder even if the system has such faces
set -euo pipefail

fetch=
if [ "${1:-}" = --fetch ]; then fetch=yes; shift; fi
folder=${1:-.fonts}
version=0.4.3
# file in FOLDER | npm package | path in the package | SHA-256
wanted='NotoSansSC-Regular.ttf|noto-sans-sc|400Regular/NotoSansSC_400Regular.ttf|d45f67f0a7c0ca3f256950777ce6a61cc7ce5f9696d02900cbbaac25f8aa7d16
NotoSansSC-Bold.ttf|noto-sans-sc|700Bold/NotoSansSC_700Bold.ttf|9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96
NotoSerifSC-Regular.ttf|noto-serif-sc|400Regular/NotoSerifSC_400Regular.ttf|c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742
NotoSerifSC-Bold.ttf|noto-serif-sc|700Bold/NotoSerifSC_700Bold.ttf|9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6'
debian='NotoSansCJK-Regular.ttc NotoSansCJK-Bold.ttc NotoSerifCJK-Regular.ttc NotoSerifCJK-Bold.ttc'

in_folder() { # the four static faces with their sums, or Debian's four collections
  local name package path sum
  if [ -f "$folder/debian" ]; then
    for name in $debian; do [ -s "$folder/$name" ] || return 1; done
    return 0
  fi
  while IFS='|' read -r name package path sum; do
    [ -f "$folder/$name" ] && echo "$sum  $folder/$name" | sha256sum --check --status || return 1
  done <<<"$wanted"
}

on_system() { # a serif and a sans face for simplified Chinese, regular and bold
  command -v fc-list >/dev/null || return 1
  local faces family style
  faces=$(fc-list : family style)
  for family in 'Serif' 'Sans'; do
    for style in Regular Bold; do
      grep -qE "(Noto|Source Han) $family (CJK )?SC[,:].*style=([^,]*,)*$style(,|$)" <<<"$faces" || return 1
    done
  done
}

from_npm() {
  command -v npm >/dev/null || return 1
  local package name path sum
  for package in noto-sans-sc noto-serif-sc; do
    echo "fonts: fetching @expo-google-fonts/$package $version from npm" >&2
    (cd "$work" && npm pack --silent "@expo-google-fonts/$package@$version" >/dev/null) || return 1
    mkdir -p "$work/$package"
    tar -xzf "$work"/expo-google-fonts-"$package"-*.tgz -C "$work/$package" --strip-components=1 \
      package/LICENSE_FONT package/400Regular package/700Bold || return 1
    cp "$work/$package/LICENSE_FONT" "$work/LICENSE-$package.txt"
  done
  while IFS='|' read -r name package path sum; do
    cp "$work/$package/$path" "$work/$name" || return 1
    echo "$sum  $work/$name" | sha256sum --check --status || { echo "fonts: $name is not the expected file" >&2; return 1; }
  done <<<"$wanted"
  publish 'NotoS*.ttf' 'LICENSE-*.txt'
}

from_debian() {
  command -v apt-get >/dev/null && command -v dpkg >/dev/null || return 1
  echo 'fonts: fetching the Debian package fonts-noto-cjk (some 60 MB)' >&2
  (cd "$work" && apt-get -qq download fonts-noto-cjk) >&2 || return 1
  dpkg -x "$work"/fonts-noto-cjk_*.deb "$work/unpacked" || return 1
  cp "$work"/unpacked/usr/share/fonts/opentype/noto/Noto*.ttc "$work" || return 1
  cp "$work"/unpacked/usr/share/doc/fonts-noto-cjk/copyright "$work/LICENSE-noto-cjk.txt" || return 1
  : >"$work/debian"
  publish 'NotoS*.ttc' 'LICENSE-*.txt' debian
}

publish() { # moves what a source has brought, each file whole
  local pattern file
  mkdir -p "$folder"
  for pattern in "$@"; do
    for file in "$work"/$pattern; do mv -f "$file" "$folder/"; done
  done
}

if in_folder; then exit 0; fi
if [ -z "$fetch" ] && on_system; then exit 0; fi
mkdir -p "$folder"
work=$(mktemp -d "$folder/.setup.XXXXXX")
trap 'rm -rf "$work"' EXIT
for source in from_npm from_debian; do
  if $source; then
    echo "fonts: ready in $folder" >&2
    exit 0
  fi
done
# Faces that somebody has put there by hand will do.
if compgen -G "$folder/*.[tToO][tT][fFcC]" >/dev/null; then exit 0; fi
cat >&2 <<END
fonts: no Chinese font is installed and none could be fetched.
Put Noto Serif SC and Noto Sans SC (Regular and Bold, .ttf, .otf or .ttc) into $folder, or install fonts-noto-cjk.
没有找到中文字体，也无法下载。请把 Noto Serif SC、Noto Sans SC（常规和粗体）的字体文件放进 $folder，或安装 fonts-noto-cjk。
END
exit 1
