// The options of one command of docker's; one that is not known here is refused by its name.
import { parseArgs, type ParseArgsConfig } from "node:util";

import { NotRehearsed } from "../account/gateway";

export const text = { type: "string" } as const;
export const many = { type: "string", multiple: true } as const;
export const flag = { type: "boolean" } as const;

type Options = NonNullable<ParseArgsConfig["options"]>;
/** By a name: inferred, it has one in a package's declarations that node's own types do not export. */
type Parsed<O extends Options> = ReturnType<typeof parseArgs<Asked<O>>>;
interface Asked<O extends Options> {
    args: string[];
    options: O;
    allowPositionals: true;
    strict: true;
}

export function parsed<O extends Options>(name: string, args: string[], options: O): Parsed<O> {
    try {
        return parseArgs({ args, options, allowPositionals: true, strict: true });
    } catch (error) {
        const option = /'(-[^' <]*)/.exec((error as Error).message)?.[1];
        throw new NotRehearsed(`docker ${name} ${option ?? (error as Error).message}`);
    }
}
