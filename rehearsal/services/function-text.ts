// The text of a function: of a plan, which may hold it, or in a folder that somebody gives.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";

import { type Place, readArn } from "../../plan/arn";
import { below, isRecord, type Planned, text } from "../../plan/plans";
import { TYPE } from "../../plan/tokens";
import { NotRehearsed } from "../account/gateway";
import type { LocalAccount } from "../account/local-account";
import { filesIn, type Language, languageOf, nameOfFunction } from "./given-functions";

/** What is run, whoever has it. */
export interface FunctionText {
    readonly name: string;
    /** Whose region it is in. */
    readonly place: Place;
    readonly language: Language;
    readonly handler: string;
    /** By their path. */
    readonly files: readonly (readonly [path: string, bytes: Uint8Array])[];
    readonly variables: Readonly<Record<string, string>>;
}

/** Whether there is a text to run of what this ARN names. */
export function hasText(account: LocalAccount, on: string): boolean {
    const made = madeAt(account, on);
    return account.functions[nameOfFunction(on)] !== undefined || (made !== undefined && archiveOf(made) !== undefined);
}

/** An alias or a version of it runs the same text here. */
export function madeAt(account: LocalAccount, on: string): Planned | undefined {
    return account.created(TYPE.function).find(({ resource }) => {
        const arn = text(resource, "arn");
        return on === arn || on.startsWith(`${arn}:`);
    });
}

/** What somebody gives comes before what the plan holds: that may be an empty one, which others fill. */
export function textAt(account: LocalAccount, on: string, made?: Planned): FunctionText | undefined {
    const name = nameOfFunction(on);
    const variables = made ? variablesOf(made) : {};
    const given = account.functions[name];
    if (given) {
        const { folder, handler } = given;
        const own = join(folder, ".env");
        const told = existsSync(own) ? (parseEnv(readFileSync(own, "utf8")) as Record<string, string>) : {};
        const language = languageOf(folder, handler);
        if (!language) throw new NotRehearsed(`the handler ${handler}, of which ${folder} has no file`);
        const place = made?.plan ?? readArn(on);
        return { name, place, language, handler, files: filesIn(folder), variables: { ...variables, ...told } };
    }
    if (!made) return undefined;
    const { plan, resource } = made;
    if (!text(resource, "runtime").startsWith("nodejs"))
        throw new NotRehearsed(`the runtime ${text(resource, "runtime")} of a function`);
    const files = archiveOf(made);
    if (!files) throw new NotRehearsed("a function whose text the plan does not hold");
    return { name, place: plan, language: "nodejs", handler: text(resource, "handler"), files, variables };
}

function archiveOf({ resource }: Planned): FunctionText["files"] | undefined {
    const code = resource.inputs["code"];
    const files = isRecord(code) && isRecord(code["archive"]) ? code["archive"] : undefined;
    return (
        files &&
        Object.entries(files).map(([name, file]) => [
            name,
            Buffer.from(isRecord(file) ? String(file["text"] ?? "") : ""),
        ])
    );
}

function variablesOf({ resource }: Planned): Readonly<Record<string, string>> {
    const { variables } = below(below(resource.inputs, "environment")) as { variables?: Record<string, string> };
    return variables ?? {};
}
