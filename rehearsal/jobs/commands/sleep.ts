import type { CommandResponse } from "../command-server";

const SECONDS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86400 };

/** `sleep`, which takes AWS's time and not ours. Answers undefined for what is no time. */
export function milliseconds(argv: readonly string[]): number | undefined {
    const parts = argv.map((word) => {
        if (word === "infinity") return Infinity;
        const [, count, unit = ""] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(word) ?? [];
        return count === undefined ? NaN : Number(count) * (SECONDS[unit] ?? NaN);
    });
    const sum = parts.reduce((all, part) => all + part, 0);
    return argv.length === 0 || Number.isNaN(sum) ? undefined : sum * 1000;
}

export async function sleep(
    argv: readonly string[],
    pause: (milliseconds: number) => Promise<void>,
): Promise<CommandResponse> {
    const span = milliseconds(argv);
    if (span === undefined) return { code: 1, err: `sleep: invalid time interval '${argv.join(" ")}'\n` };
    await pause(span);
    return { code: 0 };
}
