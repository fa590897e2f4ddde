import { parseArgs, type ParseArgsConfig } from "node:util";

import { nearestName } from "../text/nearest";
import { UsageError } from "./command";

type Known = NonNullable<ParseArgsConfig["options"]>;
type Parsed<K extends Known> = ReturnType<
    typeof parseArgs<{ options: K; strict: true; allowPositionals: true }>
>["values"];

/** Reads a command's options; what is unknown is answered with the nearest that is known. */
export function readArguments<K extends Known>(command: string, args: readonly string[], known: K): Parsed<K> {
    try {
        const { values, positionals } = parseArgs({
            args: [...args],
            options: known,
            strict: true,
            allowPositionals: true,
        });
        const [bare] = positionals;
        if (bare === undefined) return values;
        const meant = "stack" in known && !("stack" in values) ? `; did you mean --stack ${bare}?` : "";
        throw new UsageError(`${command} takes options only, not "${bare}"${meant}`);
    } catch (error) {
        if (error instanceof UsageError) throw error;
        const { message } = error as Error;
        const unknown = /^Unknown option '--?([\w-]+)'/.exec(message)?.[1];
        if (unknown === undefined) throw new UsageError(message.replace(/\.$/, ""));
        const meant = nearestName(unknown, Object.keys(known));
        throw new UsageError(
            `there is no option --${unknown}${meant === undefined ? "" : `; did you mean --${meant}?`}`,
        );
    }
}
