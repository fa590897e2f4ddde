import type { JsonObject } from "./document";

/** The statements of a policy document; none where the text is not one. */
export function documentOf(text: unknown): readonly JsonObject[] {
    try {
        const { Statement: statements } = JSON.parse(String(text)) as {
            Statement?: JsonObject | readonly JsonObject[];
        };
        return statements === undefined
            ? []
            : Array.isArray(statements)
              ? (statements as readonly JsonObject[])
              : [statements as JsonObject];
    } catch {
        return [];
    }
}

/** Who may become a role, by its trust policy. */
export function principals(statements: readonly JsonObject[]): string[] {
    const named = statements.flatMap((each) =>
        typeof each.Principal === "string"
            ? [each.Principal]
            : Object.values((each.Principal ?? {}) as JsonObject).flatMap(listOf),
    );
    return [...new Set(named.map((each) => each.replace(/\.amazonaws\.com$/, "")))];
}

/** IAM writes one thing as itself and several as a list. */
export function listOf(value: unknown): string[] {
    return value === undefined || value === null ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
}
