// Pulumi gives a nested `secure:` to the program in plain text, and from there it would reach state and task definition:
// https://github.com/pulumi/pulumi/issues/7127
import type { SettingPath } from "../../../components/setting-rules";
import { nearestName } from "../../../text/nearest";
import { secretLike } from "../../../text/secret-like";
import { encrypting, removing } from "../mistakes/fix";
import { isMap, type Path, valueAt } from "../mistakes/outline";
import type { Problem } from "../mistakes/problem";
import { kindOf, type Kinds, partNames, partsOf } from "../parts";
import type { Drafted } from "../schema";
import { type About, refusing, type Rule, type StackRefusal } from "./rule";

/** Where secrets may stand: what is below is never handed on as a setting. */
const HOME = "secrets";

/** A standard parameter holds so much: https://docs.aws.amazon.com/general/latest/gr/ssm.html */
const MOST_BYTES = 4096;

/** Runs before any other look at the document: a ciphertext would only be told to be no number. */
export function takeSecretsOut(document: Record<string, unknown>, about: About): Problem[] {
    const { project, secretKeys = [] } = about;
    const encrypted = Object.keys(document).filter((key) => secretKeys.includes(`${project}:${key}`));
    const atHome = leaveNames(document, encrypted.includes(HOME), about);
    const astray = encrypted.filter((key) => key !== HOME);
    const nested = Object.keys(document)
        .filter((key) => key !== HOME && !astray.includes(key))
        .flatMap((key) => secured(document[key], [key]));
    nested.forEach((path) => remove(document, path));
    const allowed = `no secret, as Pulumi hands it to the program in plain text (pulumi#7127); keep it in Secrets Manager, and give its ARN under secrets of the line, or below ${project}:${HOME}, where a setting takes its name`;
    return [
        ...atHome,
        ...astray.map((key) => ({
            path: [key],
            is: "is encrypted, or holds something that is",
            allowed,
            fix: [`take every secure: below ${project}:${key} out of the stack's file`],
        })),
        ...nested.map((path) => ({ path, is: "is encrypted", allowed, fix: [removing(project, path)] })),
    ];
}

/** Puts `{ secure: "" }` in the place of each secret, so that nothing that reads the settings can repeat one. */
function leaveNames(document: Record<string, unknown>, areEncrypted: boolean, about: About): Problem[] {
    const held = document[HOME];
    if (held === undefined) return [];
    const { project, plainSecrets } = about;
    if (!isMap(held) || isCiphertext(held)) {
        delete document[HOME];
        return [
            {
                path: [HOME],
                is: "is no map",
                allowed: "secrets by name, each encrypted",
                fix: [removing(project, [HOME]), encrypting(project, [HOME, "dockerHubPush"])],
            },
        ];
    }
    const plain = areEncrypted ? (plainSecrets?.() ?? []) : Object.keys(held);
    return Object.entries(held).flatMap(([name, value]): Problem[] => {
        const path = [HOME, name];
        if (isCiphertext(value)) return [];
        held[name] = { secure: "" };
        const fix = [encrypting(project, path)];
        const told = (is: string, allowed: string): Problem[] => [{ path, is, allowed, fix }];
        if (isMap(value)) return told("is a map", "one secret by each name");
        if (plain.includes(name) || typeof value !== "string")
            return told(
                "is not encrypted",
                "a value that Pulumi encrypts; replace the secret itself as well, where others can read this file",
            );
        const length = Buffer.byteLength(value);
        if (length > 0 && length <= MOST_BYTES) return [];
        const is = length === 0 ? "is empty" : `is ${length} bytes long`;
        return told(is, `a secret of 1 to ${MOST_BYTES} bytes, as a parameter holds`);
    });
}

function remove(document: unknown, path: Path): void {
    const holder = valueAt(document, path.slice(0, -1));
    // In a list it leaves a gap rather than move its neighbours to other places.
    if (Array.isArray(holder)) holder[Number(path.at(-1))] = undefined;
    else if (isMap(holder)) delete holder[String(path.at(-1))];
}

/** A stack file read as it is: `{ secure: <ciphertext> }`. */
function secured(value: unknown, path: Path): Path[] {
    if (Array.isArray(value)) return value.flatMap((item, index) => secured(item, [...path, index]));
    if (isCiphertext(value)) return [path];
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, child]) => secured(child, [...path, key]));
}

const isCiphertext = (value: unknown): boolean =>
    isMap(value) && typeof value["secure"] === "string" && Object.keys(value).length === 1;

// How lines refer to secrets of the stack's file: by names that are there, and every secret for a line.

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

// Variables that are handed on in plain text stand in the state, the plan and the console for whoever may look.

/** The key under which parts take variables. */
const VARIABLES = "environment";
const LOOSENED = "plain-secrets";

/** What stands in a variable, everybody reads who may describe a task, a template or the state. */
export const variablesHoldNoSecrets: Rule = ({ loosen }, { document, project }) =>
    loosen.includes(LOOSENED)
        ? []
        : variablesIn(document, []).flatMap(({ path, value }) => {
              const what = secretLike(String(path.at(-1)), value);
              if (what === undefined) return [];
              return [
                  {
                      path,
                      is: `looks like ${what}, and is plain text`,
                      allowed: `what anybody may read; keep a secret in Secrets Manager and give its ARN under secrets of the line, or put ${LOOSENED} into ${project}:loosen, if it is none`,
                      fix: [removing(project, path)],
                  },
              ];
          });

function variablesIn(value: unknown, at: Path): readonly { readonly path: Path; readonly value: string }[] {
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        const path = [...at, key];
        const isVariable = at.at(-1) === VARIABLES && typeof inner === "string";
        return isVariable ? [{ path, value: inner }] : variablesIn(inner, path);
    });
}
