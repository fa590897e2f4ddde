// `journalctl` of a host: the last words of its units. https://www.freedesktop.org/software/systemd/man/latest/journalctl.html
import { parseArgs } from "node:util";

import { NotRehearsed } from "../../account/gateway";
import type { CommandResponse } from "../../jobs/command-server";
import type { Diary } from "./diary";
import { fullName } from "./units";

const flag = { type: "boolean" } as const;

export async function journalctl(argv: readonly string[], diary: Diary): Promise<CommandResponse> {
    const { units, lines } = read(argv);
    const asked = units.length === 0 ? diary.names : units.map(fullName);
    const found = asked.flatMap((name) => diary.of(name).map((line) => `${name.replace(/\.service$/, "")}: ${line}`));
    const shown = lines === undefined ? found : found.slice(-lines);
    return { code: 0, out: shown.length === 0 ? "-- No entries --\n" : `${shown.join("\n")}\n` };
}

function read(argv: readonly string[]): { readonly units: readonly string[]; readonly lines?: number } {
    try {
        const { values } = parseArgs({
            args: [...argv],
            options: {
                unit: { type: "string", short: "u", multiple: true },
                lines: { type: "string", short: "n" },
                "no-pager": flag,
                catalog: { ...flag, short: "x" },
                "pager-end": { ...flag, short: "e" },
                boot: { ...flag, short: "b" },
                quiet: { ...flag, short: "q" },
            },
            strict: true,
        });
        return { units: values.unit ?? [], ...(values.lines === undefined ? {} : { lines: Number(values.lines) }) };
    } catch {
        throw new NotRehearsed(`journalctl ${argv.join(" ")}; -u UNIT and -n COUNT are`);
    }
}
