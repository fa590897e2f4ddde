// The programs that stand in front of the host's on a job's PATH. In bash, because they are started by the dozen and
// bash opens a connection in a tenth of the time that node needs to begin.
import { accessSync, chmodSync, constants, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";

import { hostsPath } from "../sandbox/environment";
import { ASKS } from "./commands/curl";

/** Always ours: they would reach a real account, or take AWS's time. */
const OURS = ["aws", "sleep"];
/** Every image of CodeBuild has these; ours stand in where the host has none. */
const LENT = ["jq", "zip", "unzip"];
/** Read standard input whenever something is piped in. */
const READERS = ["jq", "zip", "unzip"];

/** Where a job's programs ask. The word is for a machine without namespaces, where others may ask at the same port. */
export interface Address {
    readonly port: number;
    readonly word: string;
}

export function makeClients(folder: string, address: Address): void {
    const programs = [...OURS, ...LENT.filter((name) => onHost(name) === undefined)];
    placePrograms(folder, {
        ...Object.fromEntries(programs.map((program) => [program, clientOf(program, address)])),
        curl: clientOf("curl", address, othersOfCurl()),
        docker: clientOf("docker", address, SECRETS_AS_FILES),
    });
}

/**
 * A secret that `docker build --secret` takes from a variable travels as a file, which is gone again when docker has ended:
 * named by env, or by an id that is a variable's name. https://docs.docker.com/build/building/secrets/#sources
 */
const SECRETS_AS_FILES = `kept=() words=() before=""
as_file() {
    local part id="" from="" kind="" IFS=,
    for part in $1; do
        case "$part" in
            id=*) id=\${part#id=} ;;
            env=*) kind=env from=\${part#env=} ;;
            src=* | source=*) from=\${part#*=} ;;
            type=*) kind=\${part#type=} ;;
        esac
    done
    [ -n "$from$kind" ] || ! printenv "$id" >/dev/null || kind=env
    [ "$kind" = env ] || return 0
    local value place
    value=$(printenv "\${from:-$id}"; echo .)
    place=$(mktemp) && printf '%s' "\${value%?.}" >"$place"
    kept+=("$place") given="id=$id,src=$place"
}
case " $* " in *" --secret"*)
    trap 'rm -f "\${kept[@]}"' EXIT
    for word; do
        given=\${word#--secret=}
        case "$before $word" in "--secret "* | *" --secret="*) as_file "$given" ;; esac
        case "$word" in --secret=*) word=--secret=$given ;; *) word=$given ;; esac
        words+=("$word") before=$word
    done
    set -- "\${words[@]}"
esac
`;

/** What asks for anything but what is deployed asks as it would without us. */
function othersOfCurl(): string {
    const real = onHost("curl");
    const otherwise = real === undefined ? 'echo "curl: not on this machine" >&2; exit 127' : `exec '${real}' "$@"`;
    return `case " $* " in *" ${ASKS} "*) ;; *) ${otherwise} ;; esac\n`;
}

/** @param programs their texts, by name */
export function placePrograms(folder: string, programs: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(programs)) {
        const path = join(folder, name);
        writeFileSync(path, text);
        chmodSync(path, 0o755);
    }
}

function onHost(program: string): string | undefined {
    return hostsPath()
        .split(delimiter)
        .map((folder) => join(folder, program))
        .find(isExecutable);
}

function isExecutable(path: string): boolean {
    try {
        accessSync(path, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** @param first lines that may end it before it asks, or change what it asks for */
export function clientOf(program: string, { port, word }: Address, first = ""): string {
    const piped = READERS.includes(program)
        ? "[ -p /dev/stdin ] || [ -f /dev/stdin ]"
        : `case " $* " in *stdin* | *" - "* | *" -i "* | *" -it "* | *" load "*) true ;; *) false ;; esac`;
    return `#!/usr/bin/env bash
# ${program}, as the rehearsal plays it.
${first}stdin=""
if ${piped}; then
    stdin=$(mktemp) && cat >"$stdin"
fi
exec 3<>/dev/tcp/127.0.0.1/${port} || exit 255
printf '%s\\0' ${word} ${program} "$PWD" "$stdin" "\${AWS_MAX_ATTEMPTS:-}" "$#" "$@" >&3
IFS= read -r code <&3 && IFS= read -r words <&3 && IFS= read -r length <&3 || exit 255
[ "$length" = 0 ] || cat <&3
[ -z "$words" ] || printf '%b' "$words" >&2
exit "$code"
`;
}
