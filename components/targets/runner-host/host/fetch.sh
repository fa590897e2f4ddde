say "fetches the files of this machine"
files=$(mktemp -d)
fetch_files() { aws s3api get-object --region "$REGION" --bucket "$FILES_BUCKET" --key "$FILES_KEY" "$files/install.sh" >/dev/null; }
retry fetch_files
sha256sum --check --status <<<"$FILES_SHA256  $files/install.sh" || {
    say "asked for files with the checksum $FILES_SHA256, found others"
    exit 1
}
bash "$files/install.sh"
