#!/usr/bin/env bash
# Tests the installed package as people would meet it: packaging/linux/test_installed.sh [PACKAGE.deb] [PREVIOUS.deb]
#
# Run it as root on a machine of Debian's kind that may be changed (it installs and purges `ingrain`), with Xvfb, xdotool
# and ImageMagick. Without a previous package the upgrade is from a copy of this one with a lower version. Everything
# Ingrain does runs as an ordinary user, in a home with spaces and other letters, without a network.
# The last line counts; pictures and times are in build/installed (or $OUT).
set -uo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../.." && pwd)"
package="${1:-$root/dist/ingrain_x.deb}"
previous="${2:-}"
out="${OUT:-$root/build/installed}"
person=ingrain-test
home="/home/Ünal's Größe home"
data="$home/.local/share/Ingrain"
work="$(mktemp -d)"
passed=0
failed=0

# ------------------------------------------------------------------------------------------------ telling

ok() { passed=$((passed + 1)); printf '    ok  %s\n' "$1"; }
bad() { failed=$((failed + 1)); printf 'FAILED  %s\n' "$1"; }
check() { local name="$1"; shift; if "$@" >"$work/log" 2>&1; then ok "$name"; else bad "$name"; tail -5 "$work/log" | cut -c1-400; fi; }
note() { printf '%s\n' "$*" | tee -a "$out/times.txt"; }
now() { date +%s.%N; }
since() { echo "$(now) $1" | awk '{printf "%.2f", $1 - $2}'; }

# ------------------------------------------------------------------------------------------------ acting

# As an ordinary user in a fresh environment; in a network namespace of its own, where there is not even a loopback.
as_person() { ( become_person "$@" ); }
become_person() {
  cd "$home" || exit 1
  exec unshare --net -- setpriv --reuid="$person" --regid="$person" --init-groups --reset-env \
    env HOME="$home" LANG=C.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin DISPLAY="${DISPLAY:-}" XDG_RUNTIME_DIR="$work/run" "$@"
}
newest() { find "$(dirname "$package")" -maxdepth 1 -name "$1" -printf '%T@ %p\n' | sort -rn | head -1 | cut -d' ' -f2-; }
install_package() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends --allow-downgrades "$1"; }
installed() { dpkg-query -W -f '${db:Status-Status}' ingrain 2>/dev/null | grep -qx installed; }
processes() { pgrep -u "$person" -c . ; }
nobody_left() { for _ in $(seq 50); do [ "$(processes)" = 0 ] && return 0; sleep 0.1; done; ps -u "$person" -f; return 1; }
value() { python3 -c 'import json, sys; print(eval(sys.argv[1], {"it": json.loads(sys.stdin.read().splitlines()[-1])}))' "$1"; }
fingerprint() { (cd "$data" && find . -type f ! -path './logs/*' ! -path './cache/*' -print0 | sort -z | xargs -0 sha256sum); }

clean() {
  for pid in ${x_pid:-} ${window_pid:-}; do kill "$pid" 2>/dev/null; done
  mountpoint -q /usr/lib/ingrain 2>/dev/null && umount /usr/lib/ingrain
  rm -rf "$work"
}
trap clean EXIT

begin() {
  [ "$(id -u)" = 0 ] || { echo "This test installs a package: run it as root." >&2; exit 2; }
  [ -f "$package" ] || package="$(newest 'ingrain_*.deb')"
  [ -f "$package" ] || { echo "There is no package: run make package first." >&2; exit 2; }
  for tool in Xvfb xdotool import unshare setpriv dpkg-deb; do
    command -v "$tool" >/dev/null || { echo "Missing: $tool" >&2; exit 2; }
  done
  package="$(readlink -f "$package")"
  mkdir -p "$out"
  : >"$out/times.txt"
  chmod 755 "$work"
  DEBIAN_FRONTEND=noninteractive apt-get purge -y -qq ingrain >/dev/null 2>&1
  id "$person" >/dev/null 2>&1 || useradd --no-create-home --home-dir "$home" --shell /bin/sh "$person"
  rm -rf "$home"
  mkdir -p "$home" "$work/run"
  chown "$person:$person" "$home" "$work/run"
  chmod 700 "$work/run"
}

# A package like this one with a lower version, to upgrade from.
older() {
  dpkg-deb --raw-extract "$package" "$work/older" || return 1
  sed -i 's/^Version: .*/Version: 0.0.1~before/' "$work/older/DEBIAN/control"
  dpkg-deb --root-owner-group -Zzstd -z1 --build "$work/older" "$work/older.deb" >/dev/null && rm -rf "$work/older"
}

start_x() {
  Xvfb :97 -screen 0 1400x900x24 -nolisten tcp >/dev/null 2>&1 &
  x_pid=$!
  export DISPLAY=:97
  for _ in $(seq 50); do xdotool getdisplaygeometry >/dev/null 2>&1 && return 0; sleep 0.1; done
  return 1
}

# ------------------------------------------------------------------------------------------------ the steps

sizes() {
  note "package: $(stat -c %s "$package" | awk '{printf "%.1f MB", $1 / 1e6}')"
  note "installed: $(du -sb /usr/lib/ingrain | awk '{printf "%.2f GB", $1 / 1e9}') in $(find /usr/lib/ingrain -type f | wc -l) files"
}

selftest() {
  local report
  report="$(as_person ingrain doctor --selftest --json)" || { echo "$report"; return 1; }
  note "self-test: $(value '", ".join(step["name"] for step in it["selftest"] if step["ok"])' <<<"$report")"
  [ "$(value 'it["ok"]' <<<"$report")" = True ]
}

frozen_with_engines() {
  local report
  report="$(as_person ingrain doctor --json)" || { echo "$report"; return 1; }
  note "engines: $(value '", ".join(it["engine"]["backends"])' <<<"$report")"
  [ "$(value 'it["versions"]["frozen"] and it["model"]["ok"] and "torch_lora" in it["engine"]["backends"]' <<<"$report")" = True ]
}

answers() {
  local began answer
  began="$(now)"
  answer="$(as_person ingrain chat "What is the capital of France?" --json)" || { echo "$answer"; return 1; }
  note "first answer in the terminal, fresh user: $(since "$began") s: $(value 'it["answer"][:60]' <<<"$answer")"
}

learns() {
  local began answer
  began="$(now)"
  as_person ingrain teach "My sister is called Maja." --yes --json >"$work/taught" || { tail -3 "$work/taught"; return 1; }
  note "first lesson in the terminal: $(since "$began") s"
  answer="$(as_person ingrain chat "What is my sister called?" --json | value 'it["answer"]')"
  note "asked for it: $answer"
  grep -q Maja <<<"$answer"
}

still_knows() { as_person ingrain chat "What is my sister called?" --json | value 'it["answer"]' | grep -q Maja; }

travels() {
  local skill
  skill="$(as_person ingrain skills list --json | value 'it["skills"][0]["id"]')" || return 1
  as_person ingrain skills export "$skill" "$home/Schwester.ingrain" --with-lesson --force --json || return 1
  as_person ingrain --profile "$home/other profile" skills import "$home/Schwester.ingrain" --yes --json || return 1
  as_person ingrain --profile "$home/other profile" skills list --json | value 'it["skills"][0]["state"]' | grep -qx off
}

reads_document() {
  printf 'The lantern room holds 16 visitors at a time.\n\nLost property is kept for 60 days.\n' >"$home/Handbuch für alle.md"
  chown "$person:" "$home/Handbuch für alle.md"
  as_person ingrain documents add "$home/Handbuch für alle.md" --json || return 1
  as_person ingrain documents search "lantern visitors" --json | grep -q 16
}

window_opens() {
  local began id
  began="$(now)"
  become_person ingrain "$@" >"$work/window.log" 2>&1 &
  window_pid=$!
  for _ in $(seq 400); do
    id="$(xdotool search --onlyvisible --class Ingrain 2>/dev/null | head -1)"
    [ -n "$id" ] && break
    sleep 0.02
  done
  [ -n "$id" ] || { cat "$work/window.log"; return 1; }
  window_seen="$(since "$began")"
  window_id="$id"
}

# Types one letter after another and looks at the lower part, where one writes, until it was painted anew.
window_takes_keys() {
  local began="$1" before
  xdotool windowfocus "$window_id" 2>/dev/null
  before="$(writing_place)"
  for _ in $(seq 200); do
    xdotool type --delay 0 "m"
    [ "$(writing_place)" != "$before" ] && { note "window there after $window_seen s, typing shows after $(since "$began") s"; return 0; }
  done
  return 1
}
writing_place() { import -window "$window_id" -gravity south -crop 60%x16%+0+40 -depth 4 rgb:- | sha256sum; }
# What was typed is kept as a draft: the letters really arrived.
letters_kept() { grep -aq 'mm*, typed by hand' "$data/ingrain.db"; }

window_works() {
  local began
  began="$(now)"
  window_opens || return 1
  window_takes_keys "$began" || return 1
  xdotool type --delay 20 ", typed by hand"
  sleep 8
  import -window "$window_id" "$out/window.png"
}

window_closes() {
  xdotool key ctrl+q
  for _ in $(seq 100); do kill -0 "$window_pid" 2>/dev/null || break; sleep 0.1; done
  if kill -0 "$window_pid" 2>/dev/null; then
    kill "$window_pid"
    wait "$window_pid"
    return 1
  fi
  wait "$window_pid"
  local code=$?
  window_pid=""
  [ "$code" = 0 ] || { cat "$work/window.log"; echo "exit code $code"; return 1; }
}

window_shows_skill_file() {
  window_opens "$home/Schwester.ingrain" || return 1
  sleep 4
  import -window "$window_id" "$out/skill-file.png"
}

writes_nothing_into_itself() { [ -z "$(find /usr/lib/ingrain -newer "$work/installed" -print -quit)" ]; }
# A mount that the system itself refuses to write to, root too.
read_only() { mount --bind /usr/lib/ingrain /usr/lib/ingrain && mount -o remount,bind,ro /usr/lib/ingrain; }
refuses_writing() { ! touch /usr/lib/ingrain/_internal/x 2>/dev/null; }
purged() { ! installed && [ ! -e /usr/lib/ingrain ] && [ ! -e /usr/bin/ingrain ] && [ ! -e /usr/share/applications/io.github.ingrain.Ingrain.desktop ]; }
same_data() { fingerprint | diff - "$work/kept"; }

portable_runs() {
  local archive place="$home/Programme für mich"
  archive="$(newest 'ingrain-*-linux-*.tar.zst')"
  mkdir -p "$place" && tar -C "$place" --no-same-owner -xf "$archive" && chown -R "$person:" "$place" || return 1
  as_person "$place"/ingrain-*/ingrain doctor --selftest --json | value 'it["ok"]' | grep -qx True
}

appdir_runs() {
  local packed
  packed="$(newest 'ingrain-*.squashfs')"
  unsquashfs -q -n -d "$work/AppDir" "$packed" >/dev/null && chmod -R go+rX "$work/AppDir" || return 1
  as_person "$work/AppDir/AppRun" doctor --selftest --json | value 'it["ok"]' | grep -qx True
}

lints() {
  local said
  said="$(lintian --allow-root --tag-display-limit 0 --fail-on error,warning "$package" 2>&1)"
  local code=$?
  grep -v '^N:' <<<"$said"
  return $code
}

main() {
  begin
  check "lintian" lints
  dpkg-deb --fsys-tarfile "$package" | tar -C "$work" -xf - ./usr/share/applications ./usr/share/metainfo ./usr/share/mime ./usr/share/icons
  check "desktop-file-validate" desktop-file-validate "$work"/usr/share/applications/*.desktop
  check "appstreamcli validate" appstreamcli validate --no-net "$work"/usr/share/metainfo/*.xml
  if [ -z "$previous" ]; then check "a previous package is made" older; previous="$work/older.deb"; fi
  check "the previous package installs" install_package "$previous"
  check "previous: learns a fact" learns
  fingerprint >"$work/kept"
  local began; began="$(now)"
  check "upgrade" install_package "$package"
  note "install: $(since "$began") s"
  check "upgrade keeps every byte of what was learned" same_data
  check "upgrade: still knows it" still_knows
  fingerprint >"$work/kept"
  check "purge" apt-get purge -y -qq ingrain
  check "purge takes the program away" purged
  check "purge leaves what people keep" same_data
  rm -rf "$data" "$home/.cache"
  check "install for a fresh user" install_package "$package"
  touch "$work/installed"
  sizes
  check "the install folder is read-only" read_only
  check "nobody can write into it" refuses_writing
  check "frozen, model there, engines there" frozen_with_engines
  check "self-test" selftest
  check "first answer" answers
  check "first lesson" learns
  check "export and import" travels
  check "reads a document" reads_document
  start_x || bad "Xvfb"
  check "window opens and takes keys" window_works
  check "window closes by Ctrl+Q, exit code 0" window_closes
  check "no process is left" nobody_left
  check "what was typed is kept" letters_kept
  check "a skill's file opens in the window" window_shows_skill_file
  check "and closes" window_closes
  check "no process is left" nobody_left
  umount /usr/lib/ingrain
  check "nothing was written into the install folder" writes_nothing_into_itself
  check "portable archive, unpacked in a home with spaces" portable_runs
  check "AppDir, from the squashfs" appdir_runs
  fingerprint >"$work/kept"
  check "purge" apt-get purge -y -qq ingrain
  check "purge takes the program away" purged
  check "purge leaves what people keep" same_data
  userdel "$person" 2>/dev/null
  rm -rf "$home"
  echo "$passed passed, $failed failed"
  [ "$failed" = 0 ]
}

main
