# Defines target_wait and target_prepare: what the folder will say of the release it holds.
# reads: LINE
# writes: out/folder.json
# calls: nothing
need LINE

target_wait() { :; }

target_prepare() {
    jq --arg release "$release_id" --arg blueprint "$read_version" --arg what "$release_what" \
        '{release: $release, blueprint: $blueprint, what: $what, title: .title}' "$scratch/blueprint.json" >out/folder.json
}
