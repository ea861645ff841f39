# Sourced by ./demo and ./test: installs what is missing, says so, and is quick where nothing is; and builds.
# Needs Debian 12 with the .NET SDK 10 and Node.js with npm.

readonly azurite_version=3.35.0
readonly debian_packages=(ffmpeg libgtk-3-0 libatomic1 libgl1 fontconfig fonts-dejavu-core)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Spinning OpenMP threads collapse where cores are shared.
export OMP_WAIT_POLICY=PASSIVE

fail() {
  echo "$1" >&2
  exit 1
}

require_tools() {
  command -v dotnet >/dev/null || fail "The .NET SDK 10 is missing: install it from https://dot.net, then run this again."
  command -v npm >/dev/null || fail "Node.js with npm is missing (Azurite runs on it): install Node.js 20 or newer, then run this again."
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else fail "Root rights are needed to install ${missing[*]}: run 'apt-get install ${missing[*]}' as root, then run this again."
  fi
}

install_debian_packages() {
  missing=()
  local package
  for package in "${debian_packages[@]}"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing+=("$package")
  done
  [ "${#missing[@]}" -eq 0 ] && return
  echo "Installing Debian packages: ${missing[*]}"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

install_azurite() {
  [ -x "$root/.tools/node_modules/.bin/azurite" ] && return
  echo "Installing Azurite $azurite_version into .tools"
  npm install --silent --no-fund --no-audit --prefix "$root/.tools" "azurite@$azurite_version"
}

prepare() {
  require_tools
  install_debian_packages
  install_azurite
}

end_compiler() {
  local arguments process
  for arguments in /proc/[0-9]*/cmdline; do
    process=${arguments#/proc/}
    if { tr '\0' '\n' <"$arguments"; } 2>/dev/null | grep -qx -- "-pipename:$1"; then
      kill "${process%/cmdline}"
    fi
  done
}

# Builds what is named. A compiler that all projects share is warm after the first of them, which halves the time, and is ended after the last:
# nothing stays.
build() {
  local compiler=serverless-$$ project status=0
  for project in "$@"; do
    dotnet build "$project" -c Release -v quiet "-clp:ErrorsOnly;NoSummary" --nologo -p:UseSharedCompilation=true "-p:SharedCompilationId=$compiler" || status=1
  done
  end_compiler "$compiler"
  return "$status"
}
