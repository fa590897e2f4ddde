// What a container engine says where something failed.

/** An error with what stands below it; the last line where none calls itself one. */
export function reasonIn(lines: readonly string[]): string {
    const [first = "", ...more] = lines.filter((line) => line !== "");
    return /^error\b/i.test(first) ? [first, ...more].join(" ") : (more.at(-1) ?? first);
}

/** Whether that is why a container did not start, as the last that is said. */
export const isNoStart = (line: string): boolean =>
    /^Error\b.*(exec: ".*": |executable file .* not found|OCI runtime)/i.test(line);
