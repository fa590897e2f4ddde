// https://docs.aws.amazon.com/codepipeline/latest/userguide/reference-variables.html

const REFERENCE = /#\{([\w@-]+)\.([\w@-]+)\}/g;

/** What a run knows by name: `codepipeline`, `variables`, and a namespace for each action that has one. */
export type Namespaces = Readonly<Record<string, Readonly<Record<string, string>>>>;

class UnknownVariable extends Error {}

/** Fills in every `#{namespace.name}`; one that nothing gave fails the action, as it does on AWS. */
export function fillIn(value: string, known: Namespaces): string {
    return value.replace(REFERENCE, (reference, namespace: string, name: string) => {
        const found = known[namespace]?.[name];
        if (found !== undefined) return found;
        const there = known[namespace];
        throw new UnknownVariable(
            there
                ? `${reference} is not known: ${namespace} gave ${Object.keys(there).join(", ") || "no variables"}`
                : `${reference} is not known: no earlier action has the namespace ${namespace} (known: ${Object.keys(known).join(", ")})`,
        );
    });
}
