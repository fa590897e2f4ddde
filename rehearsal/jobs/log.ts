// The lines that CodeBuild itself writes between those of the commands; it puts the time in front, which a fact has anyway.
export function container(words: string): string {
    return `[Container] ${words}`;
}

/** Scripts stand in buildspecs as one command of a hundred lines; the log shows how it begins. */
export function inOneLine(command: string): string {
    const [first = "", ...more] = command.trim().split("\n");
    return more.length === 0 ? first : `${first} … (${more.length} more lines)`;
}
