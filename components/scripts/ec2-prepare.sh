# Defines target_prepare: the revision that CodeDeploy hands to the machines, at the artifact's root.
# writes: out/appspec.yml out/fairlead/

# The hooks and whatever else the blueprint brings; its settings choose them, so a change of a hook is a change of settings.
write_files() {
    local path
    jq -r '.files | keys[]' "$scratch/blueprint.json" >"$scratch/paths"
    while IFS= read -r path; do
        [[ $path =~ ^(appspec\.yml|fairlead/[a-z0-9.-]+)$ ]] || fail "asked for files of the revision, found $path in blueprint $read_version; run \`pulumi up\`"
        [ "$path" != appspec.yml ] || [ "$own_appspec" = no ] || continue
        jq -j --arg path "$path" '.files[$path]' "$scratch/blueprint.json" >"out/$path"
    done <"$scratch/paths"
}

# What the hooks read. Values of settings go through @sh, so that nothing in them means anything to a shell.
write_settings() {
    jq -r --arg what "$release_what" --arg placeholder "$release_placeholder" '
        {IMAGE: $what, PLACEHOLDER: $placeholder, PORT: (.port | tostring), CONTAINER_PORT: (.containerPort // .port | tostring), HEALTH_PATH: .healthPath,
         START: (if $placeholder == "true" then "exec python3 fairlead/placeholder.py" else .start // "" end)} + (.login // {})
        | to_entries[] | "\(.key)=\(.value | @sh)"' "$scratch/blueprint.json" >out/fairlead/deploy.env
    # As docker reads such a file: nothing is quoted.
    jq -r '{PORT: (.containerPort // .port | tostring)} + (.environmentVariables // {})
        | to_entries[] | "\(.key)=\(.value)"' "$scratch/blueprint.json" >out/fairlead/app.env
    [ "$release_placeholder" != true ] || jq -r '"HEALTH_PATH=\(.healthPath)"' "$scratch/blueprint.json" >>out/fairlead/app.env
    jq -r '.placeholder.command // [] | .[]' "$scratch/blueprint.json" >out/fairlead/placeholder.txt
}

# target_prepare: joins $scratch/release.json with $scratch/blueprint.json.
target_prepare() {
    local own_appspec=no path
    jq -e --arg carries "$CARRIES" '.carries == $carries and (.port | type == "number") and (.files | type == "object")' "$scratch/blueprint.json" >/dev/null ||
        fail "asked for a blueprint for machines that run a release of kind $CARRIES, found something else in version $read_version; run \`pulumi up\`"
    carried_unpack
    for path in out/release.json out/deployment.json out/fairlead; do
        if [ -e "$path" ] || [ -L "$path" ]; then
            fail "asked for a release that leaves release.json, deployment.json and fairlead/ at its root to Fairlead, found ${path#out/} in release $release_id; give it another name in the repository"
        fi
    done
    mkdir -p out/fairlead
    if [ -f out/appspec.yml ] || [ -f out/appspec.yaml ]; then
        own_appspec=yes
        say "The release brings an AppSpec of its own, which is followed; fairlead/deploy.env and fairlead/app.env say what the settings say."
    elif [ "$release_placeholder" != true ] && jq -e 'has("start") and .start == null' "$scratch/blueprint.json" >/dev/null; then
        fail "asked for appspec.yml at the root of release $release_id, found none; add one to the repository, or set start of the line's deploy, the command that starts it"
    fi
    write_files
    write_settings
}
