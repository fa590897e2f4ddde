import { relative, resolve } from "node:path";
import { createInterface } from "node:readline/promises";

import { type IsolationSupport, warningOf } from "../../rehearsal/sandbox/isolation-support";

interface Asked {
    readonly plans: readonly string[];
    readonly source?: string;
    readonly sources?: Readonly<Record<string, string>>;
    readonly yes: boolean;
}

interface Terminal {
    readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean };
    readonly output: NodeJS.WritableStream;
}

/**
 * Says what does not hold on a machine without walls, and asks before it runs there what is not the user's own: what lies
 * outside of this folder. Answers why it is not to run.
 */
export async function withoutWalls(
    { plans, source, sources = {}, yes }: Asked,
    support: IsolationSupport,
    { input, output }: Terminal,
): Promise<string | undefined> {
    const warning = warningOf(support);
    if (warning === undefined) return undefined;
    output.write(`${warning}\n`);
    const foreign = [...plans, ...(source === undefined ? [] : [source]), ...Object.values(sources)].find((path) =>
        relative(process.cwd(), resolve(path)).startsWith(".."),
    );
    if (foreign === undefined || yes) return undefined;
    const refusal = `${foreign} is not of this project, and nothing keeps it from your files here; run it all the same with --yes`;
    if (input.isTTY !== true) return refusal;
    const lines = createInterface({ input, output });
    lines.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
    const answer = await lines.question(`${foreign} is not of this project. Run it all the same? [y/N] `);
    lines.close();
    return /^y(es)?$/i.test(answer.trim()) ? undefined : refusal;
}
