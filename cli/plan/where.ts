import type { Json, JsonObject } from "../../plan/document";
import type { ProviderLocation } from "./stand-ins";

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
