# Functions for what a host is told to run: the release and the blueprint in one file, the same wherever it is put together.

# host_join RELEASE BLUEPRINT VERSION FILE
host_join() {
    jq -n --slurpfile release "$1" --slurpfile blueprint "$2" --arg version "$3" '
        $release[0] as $release | $blueprint[0]
        | {format: 1, line, release: $release.id, blueprint: $version, image: $release.what, placeholder: ($release.placeholder == true),
           port, containerPort, healthPath, drainingSeconds, environmentVariables, login, command: .placeholder.command}' >"$4"
}
