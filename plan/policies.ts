// IAM's documents, as resources of a plan hold them: a text of JSON, or that text parsed already.
import { isRecord, parsed, records, texts } from "./plans";

/** One statement of a policy document. */
export type Statement = Readonly<Record<string, unknown>>;

/** The statements of a policy document; none where it is not one. */
export function statementsOf(document: unknown): readonly Statement[] {
    const value = typeof document === "string" ? parsed(document) : document;
    const statements = isRecord(value) ? value["Statement"] : undefined;
    // IAM writes one thing as itself and several as a list.
    return records(isRecord(statements) ? [statements] : statements);
}

/** Who may become a role, by the statements of its trust policy. */
export function principalsOf(trust: readonly Statement[]): readonly string[] {
    const named = trust.flatMap(({ Principal }) =>
        isRecord(Principal) ? Object.values(Principal).flatMap(texts) : texts(Principal),
    );
    return [...new Set(named)];
}
