// How lines refer to secrets of the stack's file: by names that are there, and every secret for a line.
import type { SettingPath } from "../../../components/setting-rules";
import { nearestName } from "../../../text/nearest";
import { valueAt } from "../mistakes/outline";
import { kindOf, type Kinds, partNames, partsOf } from "../parts";
import { encrypting } from "../mistakes/fix";
import type { Drafted } from "../schema";
import { refusing, type StackRefusal } from "./rule";

interface Reference {
    readonly at: SettingPath;
    readonly name: string;
}

/** A job would be told at its first run that no such parameter exists. */
export const namedSecretsExist = refusing((settings, { kinds, project }) => {
    const known = Object.keys(settings.secrets);
    return referencesIn(settings, kinds)
        .filter(({ name }) => !known.includes(name))
        .map(({ at, name }): StackRefusal => {
            const meant = nearestName(name, known);
            const there =
                known.length > 0 ? `one of ${known.join(", ")}` : "the name of a secret, of which there is none";
            return {
                at,
                is: `is "${name}"`,
                allowed: `${there}, below ${project}:secrets`,
                ...(meant === undefined ? { fix: encrypting(project, ["secrets", name]) } : { instead: meant }),
                alsoStack: [["secrets"]],
            };
        });
});

/** Whoever may read parameters could read it, and nothing would be the worse without it. */
export const everySecretIsNamed = refusing((settings, { kinds }) => {
    const known = Object.keys(settings.secrets);
    const named = referencesIn(settings, kinds).map(({ name }) => name);
    const meant = named.map((name) => (known.includes(name) ? name : nearestName(name, known)));
    return known
        .filter((name) => !meant.includes(name))
        .map((name) => ({
            at: ["secrets", name],
            is: "is used by no line",
            allowed: "a secret whose name stands in a line, as in registry.pull.passwordSecret",
            alsoStack: [["services"]],
        }));
});

/** Every place where a line names a secret, as its kinds say where that is. */
function referencesIn({ services, promotesFrom }: Drafted, kinds: Kinds): readonly Reference[] {
    return Object.entries(services).flatMap(([line, written]) => {
        const parts = partsOf(written, promotesFrom === undefined, kinds);
        return partNames.flatMap((part) => {
            const chosen = parts[part];
            const places = chosen ? (kindOf(part, chosen, kinds)?.secretNames ?? []) : [];
            return places.flatMap((place) => {
                const name = valueAt(chosen, place);
                return typeof name === "string" ? [{ at: ["services", line, part, ...place], name }] : [];
            });
        });
    });
}
