// What `--format` says, as far as scripts use it: paths, `json` and `index`. https://docs.docker.com/engine/cli/formatting/
import { isRecord } from "../../../plan/plans";
import { NotRehearsed } from "../../account/gateway";

export function formatted(format: string, document: unknown): string {
    return format.replaceAll(/\{\{\s*(.*?)\s*\}\}/gs, (_, expression: string) => valueOf(expression, document));
}

function valueOf(expression: string, document: unknown): string {
    const [, how, path, index] =
        /^(?:(json|index)\s+)?((?:\.[A-Za-z_]\w*)+|\.)(?:\s+(\d+|"[^"]*"))?$/.exec(expression) ?? [];
    if (path === undefined || (how === "index") !== (index !== undefined))
        throw new NotRehearsed(`docker --format {{${expression}}}`);
    const found = path.split(".").filter(Boolean).reduce(member, document);
    if (how === "json") return JSON.stringify(found ?? null);
    if (index === undefined) return said(found);
    return said(Array.isArray(found) ? (found as unknown[])[Number(index)] : member(found, index.replaceAll('"', "")));
}

function member(document: unknown, name: string): unknown {
    return isRecord(document) && Object.hasOwn(document, name) ? document[name] : undefined;
}

/** As Go prints it. */
function said(value: unknown): string {
    if (value === undefined || value === null) return "<no value>";
    if (Array.isArray(value)) return `[${value.map(said).join(" ")}]`;
    return typeof value === "object" ? JSON.stringify(value) : String(value);
}
