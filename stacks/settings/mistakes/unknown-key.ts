// A key that is not one: what was probably meant by it, and where it would be right.
import { nearestName } from "../../../text/nearest";
import type { Subject } from "../context";
import { type Chosen, kindOf, readsSource } from "../parts";
import { isMap, keysAt, type Outline, outlineAt, own, type Path, placesOf, valueAt } from "./outline";
import { type Fix, removing } from "./fix";
import { pathText, settingsFile } from "./place";
import { type Problem, shownKey } from "./problem";
import { isRight } from "./sample";

export function unknownKey(path: Path, key: string, subject: Subject): Problem {
    const { document, outline } = subject;
    const parent = path.slice(0, -1);
    const siblings = keysAt(outline, document, parent);
    const similar = nearestName(key, siblings);
    const place = similar === undefined ? rightPlace(path, key, subject) : undefined;
    const meant = similar !== undefined ? [...parent, similar] : place?.path;
    return {
        path,
        is: "is not a setting",
        allowed:
            similar !== undefined
                ? `${similar}, if that was meant; known here: ${siblings.join(", ")}`
                : place
                  ? `${place.said}; known here: ${siblings.join(", ")}`
                  : siblings.length > 0
                    ? siblings.join(", ")
                    : "no setting at all",
        fix: [fixOf(path, similar ?? place?.path, subject)],
        also: meant ? [meant] : [],
    };
}

/** Never the value: nobody knows what it is, and it may be a password. */
function fixOf(path: Path, meant: string | Path | undefined, subject: Subject): Fix {
    const [name, file] = [shownKey(String(path.at(-1))), settingsFile(subject)];
    if (typeof meant === "string") return `rename ${name} to ${meant} in ${file}`;
    const isFree = meant !== undefined && valueAt(subject.document, meant) === undefined;
    return isFree ? `move ${name} to ${pathText(subject.project, meant)} in ${file}` : removing(subject.project, path);
}

/** Where this very key would be right: under another kind, or at another place of the same line; or why it is right nowhere. */
function rightPlace(path: Path, key: string, subject: Subject): { path?: Path; said: string } | undefined {
    const { project, outline, document } = subject;
    const parent = path.slice(0, -1);
    const { lacks, isSourceRead } = buildOf(path, subject);
    const why = own(lacks, key);
    if (typeof why === "string") return { said: why };
    const places = placesOf(outline, key)
        .map((place) => ({ ...place, path: atTheSame(place.path, parent) }))
        .filter((place) => isSourceRead || !startsWith(place.path, [...path.slice(0, 2), "source"]));
    const { within } = places.find((place) => place.within && samePath(place.path.slice(0, -1), parent)) ?? {};
    if (within)
        return { said: `${key} belongs to ${shownKey(String(parent[within.at.length - 1]))}: { ${within.says}, … }` };
    const value = valueAt(document, path);
    const shared = (place: Path): number => place.findIndex((step, index) => step !== path[index]);
    const fits = (place: Path): boolean => isRight(outlineAt(outline, document, place) ?? {}, value);
    const [best] = places
        .map((place) => place.path)
        .filter((place) => !place.includes("*") && isOpen(place, key, document, outline) && fits(place))
        .sort((a, b) => shared(b) - shared(a));
    return best && { path: best, said: `${key} is known as ${pathText(project, best)}` };
}

/** What is known of the build that the line around `path` names; one that is not known may read anything. */
function buildOf(path: Path, { document, kinds }: Subject) {
    const build = valueAt(document, [...path.slice(0, 2), "build"]) as Chosen | undefined;
    const kind = isMap(build) ? kindOf("build", build, kinds) : undefined;
    return { lacks: kind?.lacks, isSourceRead: build === undefined || !kind || readsSource(build, kinds) };
}

/** With the names and places in lists of where it stands, as long as it is the way there: elsewhere, others stand. */
const atTheSame = (place: Path, parent: Path): Path =>
    place.reduce<Path>(
        (so, step) => [...so, step === "*" && startsWith(parent, so) ? (parent[so.length] ?? "*") : step],
        [],
    );

const startsWith = (path: Path, start: Path): boolean => start.every((step, index) => step === path[index]);

/** Whether a key may be put there: the map above it takes it, or has not been written yet. */
const isOpen = (place: Path, key: string, document: unknown, outline: Outline): boolean =>
    valueAt(document, place.slice(0, -1)) === undefined || keysAt(outline, document, place.slice(0, -1)).includes(key);

const samePath = (a: Path, b: Path): boolean => a.length === b.length && a.every((step, index) => step === b[index]);
