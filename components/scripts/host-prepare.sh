# Defines target_prepare: what the host is told to run.
# reads: LINE
# writes: out/host.json
# calls: nothing
need LINE

# target_prepare: joins $scratch/release.json with $scratch/blueprint.json.
target_prepare() {
    take_image
    jq -e '.carries == "image" and (.port | type == "number") and (.login.by | type == "string")' "$scratch/blueprint.json" >/dev/null ||
        fail "asked for a blueprint for a host that runs images, found something else in version $read_version; run \`pulumi up\`"
    host_join "$scratch/release.json" "$scratch/blueprint.json" "$read_version" out/host.json
}
