# Zips a folder of the commit, always the same bytes for the same files.
# reads: FOLDER
# writes: out/archive.zip out/build.json
# calls: nothing
need FOLDER

[ -d "$FOLDER" ] || fail "asked for the folder $FOLDER in the commit, found none; set build.folder to one that is there"
mkdir -p out
here=$PWD
(
    cd "$FOLDER"
    export TZ=UTC LC_ALL=C
    find . -type f -not -path "./out/*" -not -path "./.git/*" -exec touch -t 198001010000 {} +
    find . -type f -not -path "./out/*" -not -path "./.git/*" | sort | zip -q -X -D "$here/out/archive.zip" -@
)
echo '{}' >out/build.json
say "The folder $FOLDER is an archive."
