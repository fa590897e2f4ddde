// The lines that CodeBuild itself writes between those of the commands; it puts the time in front, which a fact has anyway.
export function container(words: string): string {
    return `[Container] ${words}`;
}

/** Scripts stand in buildspecs as one command of a hundred lines; the log shows how it begins, after its remarks. */
export function inOneLine(command: string): string {
    const lines = command.trim().split("\n");
    const first = lines.find((line) => !/^\s*(#|$)/.test(line)) ?? lines[0] ?? "";
    return lines.length === 1 ? first : `${first} … (${lines.length} lines)`;
}
