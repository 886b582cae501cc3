#!/usr/bin/env bash
# The disk image for macOS: packaging/macos/make_dmg.sh Ingrain.app FOLDER VERSION
#
# With INGRAIN_SIGN_IDENTITY ("Developer ID Application: …") it is signed, and with INGRAIN_NOTARY_PROFILE (a keychain
# profile made by `xcrun notarytool store-credentials`) also notarised and stapled. Without them the program is signed
# "ad hoc": it runs, and macOS asks the person to allow it once (System Settings, Privacy & Security, Open Anyway).
set -euo pipefail

app="$1" to="$2" version="$3"
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
identity="${INGRAIN_SIGN_IDENTITY:--}"
notary="${INGRAIN_NOTARY_PROFILE:-}"
image="$to/Ingrain-$version-$(uname -m).dmg"
stage="$(mktemp -d)"
trap 'rm -rf "$stage"' EXIT

sign() {
  local options=(--force --sign "$identity")
  # Apple's time stamp and the hardened runtime are for those who have an identity.
  [ "$identity" = "-" ] || options+=(--timestamp --options runtime)
  codesign "${options[@]}" "$@"
}

# What lies deepest first; the bundle last, with what it may do.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' library; do
  sign "$library"
done
sign --entitlements "$here/entitlements.plist" "$app"
codesign --verify --deep --strict "$app"

cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
rm -f "$image"
hdiutil create -volname "Ingrain $version" -srcfolder "$stage" -fs HFS+ -format ULFO -quiet "$image"
if [ "$identity" != "-" ]; then
  sign "$image"
fi
if [ -n "$notary" ]; then
  xcrun notarytool submit "$image" --keychain-profile "$notary" --wait
  xcrun stapler staple "$image"
  xcrun stapler validate "$image"
fi
echo "$image"
