import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

let port: Int32Array | undefined;

/** Where the stand-ins answer, in a thread of their own: this one waits for a script. The process ends without it. */
function portOfServer(): number {
    if (port === undefined) {
        port = new Int32Array(new SharedArrayBuffer(4));
        const memory = mkdtempSync(join(tmpdir(), "fairlead-jq-"));
        process.once("exit", () => rmSync(memory, { recursive: true, force: true }));
        new Worker(join(__dirname, "server.mjs"), { workerData: { port, memory } }).unref();
        if (Atomics.wait(port, 0, 0, 30_000) === "timed-out")
            throw new Error("the stand-ins of aws and docker did not start");
    }
    return Atomics.load(port, 0);
}

/** The moment that scripts run at, in seconds since 1970. */
const NOW = Math.floor(Date.now() / 1000);

/** Connects as `asked`. */
const connect = (): string => `exec {asked}<>"/dev/tcp/127.0.0.1/${portOfServer()}"`;

/** Hands its words to a stand-in. What is piped in is read by `docker login` and by a command that ends in a dash. */
const asking = (name: "aws" | "docker", state: string): string => `${name}() {
    local asked input='' code stream file answer
    case " $* " in *" login "* | *" - ") input=$(cat) ;; esac
    ${connect()}
    printf '%s\\0' "$(($# + 4))" ${name} "${state}" "$PWD" "$input" "$@" >&"$asked"
    read -r code stream file <&"$asked"
    exec {asked}<&-
    IFS= read -r -d '' answer <"$file" || :
    printf '%s' "$answer" >&"$stream"
    return "$code"
}
`;

/** Puts each question to jq once (jq.mjs). */
export const rememberingJq = (): string => `jq() {
    local asked about folder input='' code=0 answer
    ${connect()}
    printf '%s\\0' "$(($# + 2))" jq "$PWD" "$@" >&"$asked"
    read -r about folder <&"$asked"
    if [ "$about" = piped ]; then
        input=$(cat)
        printf '%s\\0' "$input" >&"$asked"
        read -r about folder <&"$asked"
    fi
    exec {asked}<&-
    case "$about" in
        itself)
            command jq "$@"
            return
            ;;
        input) command jq "$@" <<<"$input" >"$folder/1" 2>"$folder/2" || code=$? ;;
        words) command jq "$@" >"$folder/1" 2>"$folder/2" </dev/null || code=$? ;;
        known) read -r code <"$folder/code" ;;
    esac
    [ "$about" = known ] || echo "$code" >"$folder/code"
    IFS= read -r -d '' answer <"$folder/1" || :
    printf '%s' "$answer"
    IFS= read -r -d '' answer <"$folder/2" || :
    printf '%s' "$answer" >&2
    return "$code"
}
`;

/** The clock stands, so that no question to jq is new for its second alone; where it measures, it runs. */
const date = `date() { case "$*" in "-u +%Y"*) command date -d @${NOW} "$@" ;; *) command date "$@" ;; esac; }\n`;

const sleep = (state: string): string => `sleep() { echo "$1" >>"${state}/sleeps.log"; }\n`;

/** As functions of the shell that runs a script: a program would take longer to start than to answer. */
export const standIns = (state: string): string =>
    [asking("aws", state), asking("docker", state), rememberingJq(), date, sleep(state)].join("");

/** The same for what a script starts, by name; jq and date are this machine's there. */
export const standInPrograms = (state: string): Readonly<Record<string, string>> => ({
    aws: `#!/usr/bin/env bash\n${asking("aws", state)}aws "$@"\n`,
    docker: `#!/usr/bin/env bash\n${asking("docker", state)}docker "$@"\n`,
    sleep: `#!/usr/bin/env bash\n${sleep(state)}sleep "$@"\n`,
});
