/**
 * What runs the script of a step. Without a word of `shell`, bash runs it without `pipefail`.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#defaultsrunshell
 */
const BUILT_IN: Readonly<Record<string, string>> = {
    "": "bash -e {0}",
    bash: "bash --noprofile --norc -eo pipefail {0}",
    sh: "sh -e {0}",
    python: "python {0}",
};

/** Words of a shell's own line; `{0}` is the script, which ends as the shell's own files do. */
export function commandOf(shell = ""): {
    readonly argv: (script: string) => readonly string[];
    readonly ending: string;
} {
    const line = Object.hasOwn(BUILT_IN, shell) ? (BUILT_IN[shell] ?? shell) : shell;
    return {
        argv: (script) =>
            line
                .trim()
                .split(/\s+/)
                .map((word) => word.replaceAll("{0}", script)),
        ending: shell === "python" ? ".py" : ".sh",
    };
}
