// Whether a build is played faithfully by this machine's own programs: decided by its text, before anything of it runs.
import { baseOf, type Base, languageFor, programsOf, STOOD_IN_FOR } from "../images/bases";
import { execForm, expand, NotInProcessMode, type Recipe, type Stage, type Step, type Variables } from "./dockerfile";
import { hostsProgram } from "../images/stood-in-root";
import { documentNamed } from "./here-documents";
import { fetchedIn, fetches, INSTRUCTIONS, unpackedIn, unpacks } from "./instructions";
import { neverPlayed } from "../images/programs";
import { bindIn, bindsOf, secretIn } from "./run-mounts";
import { programsIn } from "./shell-words";

export interface Playing {
    /** The stage to end with; the last one where none is named. */
    readonly target?: string;
    /** What stands for `$NAME` in a FROM. */
    readonly globals: Variables;
    /** Whether there is one user only, as in the namespace of an ordinary one. */
    readonly oneUser: boolean;
    /** Whether a command can be lent what its image does not keep. */
    readonly lends: boolean;
    /** Why a command cannot be exact where it runs. */
    readonly refuses?: (text: string) => string | undefined;
}

/** A stage by its name or number; one that stands before the line that asks. */
export function stageOf({ stages }: Recipe, name: string, before?: Step): Stage | undefined {
    const known = stages.filter(({ from }) => before === undefined || from.line < before.line);
    return (
        known.findLast((stage) => stage.name === name.toLowerCase()) ??
        (/^\d+$/.test(name) ? known[Number(name)] : undefined)
    );
}

/** What ARG before the first FROM gives. */
export function globalsOf({ args }: Recipe, given: Variables, platform: Variables): Record<string, string> {
    const globals = { ...platform };
    for (const { pairs } of args)
        for (const [name, value] of pairs) globals[name] = given[name] ?? expand(value ?? "", globals);
    return globals;
}

/** The first thing that is not played; nothing where all of it is. */
export function refusalOf(recipe: Recipe, playing: Playing): NotInProcessMode | undefined {
    const { target } = playing;
    const last = target === undefined ? recipe.stages.at(-1) : stageOf(recipe, target);
    const asked = new Set<Stage>();
    const look = (stage: Stage | undefined): NotInProcessMode | undefined => {
        if (stage === undefined || asked.has(stage)) return undefined;
        asked.add(stage);
        const before = stageOf(recipe, expand(stage.base, playing.globals), stage.from);
        const others = stage.steps.flatMap(({ flags }, at) =>
            flags
                .flatMap(({ name, value }) => (name === "from" ? [value] : (bindIn(value)?.from ?? [])))
                .map((value) => () => look(stageOf(recipe, value, stage.steps[at]))),
        );
        const own = [() => look(before), () => baseRefusal(recipe, stage, playing)];
        const steps = stage.steps.map((step) => () => stepRefusal(recipe, stage, step, playing));
        for (const ask of [...own, ...steps, ...others]) {
            const found = ask();
            if (found) return found;
        }
        return undefined;
    };
    const other = target === undefined ? otherPlatform(recipe, playing.globals) : undefined;
    return other ? new NotInProcessMode(recipe.file, other.from.line, other.says, OTHER_WAY_OUT) : look(last);
}

const OTHER_WAY_OUT = "leave --platform out of it, or name these processors in the line's deploy.architecture";

/** The FROM that makes the last stage an image for other processors than were asked for; nothing where none does. */
export function otherPlatform(
    recipe: Recipe,
    globals: Variables,
): { readonly from: Step; readonly says: string } | undefined {
    const under = (stage: Stage | undefined): Stage | undefined => {
        const before = stage && stageOf(recipe, expand(stage.base, globals), stage.from);
        return before ? under(before) : stage;
    };
    const from = under(recipe.stages.at(-1))?.from;
    const named = from?.flags.find(({ name }) => name === "platform")?.value;
    const { TARGETPLATFORM: asked = "" } = globals;
    if (!from || named === undefined || platformIn(expand(named, globals)) === platformIn(asked)) return undefined;
    return {
        from,
        says: `FROM --platform=${named} makes an image for other processors than ${asked}, which it is to run on`,
    };
}

/** Other names of the same. https://github.com/containerd/platforms/blob/main/database.go */
const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", "x86-64": "amd64", aarch64: "arm64" };

/** Without the variant that all processors of 64 bits have; `arm64` alone is of linux. */
function platformIn(text: string): string {
    const [os = "", architecture = ""] = text.includes("/") ? text.split("/") : ["linux", text];
    return `${os}/${ARCHITECTURES[architecture] ?? architecture}`.toLowerCase();
}

/** What a stage stands on, through the stages before it; nothing where that is scratch or unknown. */
export function baseUnder(recipe: Recipe, stage: Stage, globals: Variables): Base | undefined {
    const before = stageOf(recipe, expand(stage.base, globals), stage.from);
    return before ? baseUnder(recipe, before, globals) : baseOf(expand(stage.base, globals));
}

function baseRefusal(recipe: Recipe, { base, from }: Stage, { globals }: Playing): NotInProcessMode | undefined {
    const reference = expand(base, globals);
    if (reference === "scratch" || stageOf(recipe, reference, from)) return undefined;
    const found = baseOf(reference);
    const refused = (what: string, lacks?: string) =>
        new NotInProcessMode(recipe.file, from.line, what, undefined, lacks);
    if (!found)
        return refused(
            `this machine cannot stand in for ${reference}, only for ${STOOD_IN_FOR}; scratch needs no base`,
        );
    if (found.language !== undefined && !languageFor(found))
        return refused(`this machine cannot stand in for ${reference}: it has no ${found.language}`, found.language);
    return undefined;
}

function stepRefusal(recipe: Recipe, stage: Stage, step: Step, playing: Playing): NotInProcessMode | undefined {
    const refused = (what: string, wayOut?: string) => new NotInProcessMode(recipe.file, step.line, what, wayOut);
    const { keyword, flags, text } = step;
    const known = INSTRUCTIONS.get(keyword);
    if (!known) return refused(`${keyword} is not rehearsed in process mode`);
    const flag = flags.find(({ name }) => known.flags?.includes(name) !== true);
    if (flag) return refused(`${keyword} --${flag.name} is not rehearsed in process mode`);
    if (keyword === "RUN" && text.startsWith("#!"))
        return refused(
            "a here-document with a first line for another interpreter is not rehearsed in process mode",
            "let the interpreter read it, as in RUN python3 - <<EOF",
        );
    const from = flags.find(({ name }) => name === "from")?.value;
    // What stands for a variable is known when the line is reached.
    if (from?.includes("$") === false && !stageOf(recipe, from, step))
        return refused(`--from=${from} is no stage before this line`);
    const mounts = flags.filter(({ name }) => name === "mount").map(({ value }) => value);
    const mount = mounts.find((value) => !isKnown(value, playing.lends));
    if (mount !== undefined)
        return refused(
            `RUN --mount=${mount} is not rehearsed in process mode, which knows caches, what is bound to be read, and secrets`,
        );
    const stranger = bindsOf(step).find((bind) => bind.from !== undefined && !stageOf(recipe, bind.from, step));
    if (stranger) return refused(`RUN --mount with from=${stranger.from} names no stage before this line`);
    const added = keyword === "ADD" ? (execForm(step) ?? text.split(/\s+/)) : [];
    const fetched = fetchedIn(added);
    if (fetched !== undefined) return refused(...fetches(fetched));
    const archive = playing.lends ? undefined : unpackedIn(added);
    if (archive !== undefined) return refused(...unpacks(archive));
    const named = text.split(/\s+/).filter((word) => documentNamed(word) !== undefined).length;
    if (step.documents.length > 0 && named < text.split(/\s+/).length - 1)
        return refused(`a here-document beside other files of one ${keyword}`, `write a ${keyword} for each`);
    const why = known.isCommand ? playing.refuses?.(text) : undefined;
    if (why !== undefined) return refused(why);
    const base = baseUnder(recipe, stage, playing.globals);
    const missing = keyword === "RUN" && base ? cannotDo(base, step, playing) : undefined;
    return missing === undefined ? undefined : refused(missing);
}

const isKnown = (mount: string, lends: boolean): boolean =>
    cacheIn(mount) !== undefined || (lends && (bindIn(mount) ?? secretIn(mount)) !== undefined);

/** The folder that `RUN --mount` keeps, as it is written; nothing where it mounts something else. */
export function cacheIn(mount: string): { readonly id?: string; readonly target: string } | undefined {
    const options = new Map(
        mount.split(",").map((option) => [option.replace(/=.*/, ""), option.replace(/^[^=]*=?/, "")]),
    );
    const target = options.get("target") ?? options.get("dst") ?? options.get("destination");
    return options.get("type") === "cache" && target !== undefined ? { id: options.get("id"), target } : undefined;
}

/** A program that the real image has and its stand-in has not. One that neither has fails in both. */
function cannotDo(base: Base, step: Step, { oneUser }: Playing): string | undefined {
    const has = programsOf(base);
    for (const program of programsIn(execForm(step) ?? step.text)) {
        if (!has.has(program)) continue;
        const never = neverPlayed(program, oneUser);
        if (never !== undefined) return `this machine cannot stand in for ${base.reference} here: ${program} ${never}`;
        if (!SHELLS_OWN.has(program) && program !== "httpd" && hostsProgram(program) === undefined)
            return `this machine cannot stand in for ${base.reference} here: it has no ${program}`;
    }
    return undefined;
}

/** What a shell does by itself, whatever programs there are. */
const SHELLS_OWN = new Set(["[", "[[", "echo", "false", "kill", "printf", "pwd", "test", "time", "true"]);
