import { createHash } from "node:crypto";

import type { Json, JsonObject } from "../../plan/document";

const stackType = "pulumi:pulumi:Stack";

/** The URN the engine would give: the types of all parents, but never the stack's. */
export function urnOf(stack: string, project: string, parent: string | undefined, type: string, name: string): string {
    const parents = parent === undefined ? "" : qualifiedType(parent);
    const chain = parents === "" || parents === stackType ? type : `${parents}$${type}`;
    return `urn:pulumi:${stack}::${project}::${chain}::${name}`;
}

function qualifiedType(urn: string): string {
    return urn.split("::")[2] ?? "";
}

/** Hex digits that are always the same for the same text; `salt` tells several of one resource apart. */
export function hexOf(text: string, length: number, salt = ""): string {
    return createHash("sha256")
        .update(salt === "" ? text : `${text}#${salt}`)
        .digest("hex")
        .slice(0, length);
}

/** `pulumi:autonaming`, as far as it decides a physical name. */
export interface Autonaming {
    readonly mode?: string;
    readonly pattern?: string;
    readonly providers?: Record<string, AutonamingOfProvider>;
}
interface AutonamingOfProvider {
    readonly mode?: string;
    readonly pattern?: string;
    readonly resources?: Record<string, { readonly mode?: string; readonly pattern?: string }>;
}

/** The physical name autonaming gives: the rule nearest to the resource wins, as in the engine. */
export function physicalName(
    rules: Autonaming,
    of: {
        readonly urn: string;
        readonly type: string;
        readonly name: string;
        readonly project: string;
        readonly stack: string;
    },
): string {
    const provider = rules.providers?.[of.type.split(":")[0] ?? ""];
    const rule = provider?.resources?.[of.type] ?? ((provider?.pattern ?? provider?.mode) ? provider : rules);
    if (rule.mode === "verbatim") {
        return of.name;
    }
    if (rule.pattern === undefined) {
        return `${of.name}-${hexOf(of.urn, 7)}`;
    }
    return rule.pattern.replace(/\$\{(\w+)(?:\((\d+)\))?\}/g, (whole, key: string, length?: string) => {
        const values: Record<string, () => string> = {
            name: () => of.name,
            project: () => of.project,
            stack: () => of.stack,
            organization: () => "organization",
            hex: () => hexOf(of.urn, Number(length ?? 7)),
            // Hex digits are letters and digits too; which ones does not matter, only that they stay the same.
            alphanum: () => hexOf(of.urn, Number(length ?? 7)),
            string: () =>
                hexOf(of.urn, Number(length ?? 7)).replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "g"),
            num: () => String(parseInt(hexOf(of.urn, 12), 16)).slice(0, Number(length ?? 7)),
            uuid: () => hexOf(of.urn, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"),
        };
        return values[key]?.() ?? whole;
    });
}

/** Where a provider works. */
export interface ProviderLocation {
    readonly account: string;
    readonly region: string;
}

/** A provider says where it works by the role it assumes, else by the only account it allows. */
export function whereProviderWorks(wire: JsonObject, home: ProviderLocation): ProviderLocation {
    // The SDK sends a provider's lists as JSON; in a preview, not even that may be known yet.
    const list = (property: string): readonly Json[] => {
        const value = wire[property] ?? null;
        const parsed = typeof value === "string" ? parseOrNull(value) : value;
        return isList(parsed) ? parsed : [];
    };
    const role = (list("assumeRoles")[0] as { roleArn?: string } | undefined)?.roleArn;
    const allowed = list("allowedAccountIds")[0];
    return {
        account: role?.split(":")[4] ?? (typeof allowed === "string" ? allowed : home.account),
        region: typeof wire.region === "string" ? wire.region : home.region,
    };
}

function isList(value: Json): value is readonly Json[] {
    return Array.isArray(value);
}

function parseOrNull(text: string): Json {
    try {
        return JSON.parse(text) as Json;
    } catch {
        return null;
    }
}
