import { posix } from "node:path";

import { execForm, type NotInProcessMode, type Stage } from "../containers/build/dockerfile";
import { covers } from "../containers/glob.cjs";
import { platformArgs } from "../containers/build/instructions";
import { globalsOf, otherPlatform, refusalOf } from "../containers/build/playable";
import { isolationSupport } from "../sandbox/isolation-support";
import type { Finding } from "./findings";
import { baseOfImage, stepsOfImage, type Subject } from "./source";

/** Stages that are asked for by name exist. */
export function stagesExist({ line, settings, recipe }: Subject): readonly Finding[] {
    const { file, stages } = recipe;
    const names = stages.map(({ name }) => name);
    const missing = stagesAsked(line)
        .filter(({ stage }) => !names.includes(stage.toLowerCase()))
        .map(({ stage, at }): Finding => ({
            level: "wrong",
            file,
            line: stages[0]?.from.line,
            says: `there is no stage ${stage}, which ${settings.at(line.name, "build", ...at)} asks for; stages here: ${names.join(", ")}`,
            fix: `FROM … AS ${stage}`,
        }));
    const copies = stages.flatMap(({ steps }, at) =>
        steps.flatMap((step): readonly Finding[] => {
            const from = step.flags.find(({ name }) => name === "from")?.value;
            // A word that is no stage is the name of an image, which may be what was meant.
            if (from === undefined || /[/:$]/.test(from) || names.slice(0, at).includes(from.toLowerCase())) return [];
            if (/^\d+$/.test(from) && Number(from) < at) return [];
            const says = `no earlier stage is called ${from}, so this is an image from Docker Hub`;
            return [{ level: "look", file, line: step.line, says }];
        }),
    );
    return [...missing, ...copies];
}

/** Stages that the settings ask for by name, with where they do. */
function stagesAsked({ build }: Pick<Subject["line"], "build">): readonly { stage: string; at: readonly string[] }[] {
    const { testStage, checks = [] } = build ?? {};
    return [
        ...(testStage === undefined ? [] : [{ stage: testStage, at: ["testStage"] }]),
        ...checks.flatMap(({ stage }, at) =>
            stage === undefined ? [] : [{ stage, at: ["checks", String(at), "stage"] }],
        ),
    ];
}

/** What FROM knows where the image is made for what this line's tasks run on. */
function globalsFor({ deploy }: Pick<Subject["line"], "deploy">, recipe: Subject["recipe"]): Record<string, string> {
    return globalsOf(recipe, {}, platformArgs(deploy.architecture === "arm64" ? "linux/arm64" : "linux/amd64"));
}

/** A task does not start with an image for other processors. */
export function platformIsTheTasks({ line, recipe }: Subject): readonly Finding[] {
    const other = otherPlatform(recipe, globalsFor(line, recipe));
    if (!other) return [];
    const fix = `FROM ${other.from.text}`;
    return [{ level: "wrong", file: recipe.file, line: other.from.line, says: other.says, fix }];
}

/** What only an engine with the real base image can build: the first line of it. */
export function unplayedIn({ line, recipe }: Pick<Subject, "line" | "recipe">): NotInProcessMode | undefined {
    const globals = globalsFor(line, recipe);
    const targets = [...stagesAsked(line).map(({ stage }) => stage), undefined];
    const oneUser = process.getuid?.() !== 0;
    const lends = isolationSupport().namespaces;
    return targets.flatMap((target) => refusalOf(recipe, { target, globals, oneUser, lends }) ?? [])[0];
}

/** The rehearsal takes an engine that answers, or refuses. */
export function baseIsPlayed(subject: Subject): readonly Finding[] {
    const refused = unplayedIn(subject);
    if (!refused || platformIsTheTasks(subject).length > 0) return [];
    const says = `${refused.what}; a rehearsal takes a Docker or podman that answers, and refuses without one`;
    return [{ level: "look", file: refused.file, line: refused.line, says, fix: "fairlead rehearse --engine docker" }];
}

/** A stage that nothing needs is never built: tests in it never run, and never fail. */
export function stagesAreBuilt({ line, asksFor, recipe: { file, stages } }: Subject): readonly Finding[] {
    const names = stagesAsked(line).map(({ stage }) => stage.toLowerCase());
    const asked = stages.filter(({ name }, at) => names.includes(name) || at === stages.length - 1);
    const built = new Set(asked.flatMap((stage) => needs(stage, stages)));
    const says = (name: string) => `nothing that is built needs the stage ${name}, so what it runs never fails`;
    return stages
        .filter((stage) => !built.has(stage))
        .map(({ name, from }) => ({
            level: "look",
            file,
            line: from.line,
            says: says(name),
            fix:
                asksFor !== undefined && line.build?.testStage === undefined
                    ? asksFor(name)
                    : `COPY --from=${name} <what it makes> ./ in the last stage`,
        }));
}

/** A stage, and all it begins with or takes from; a stage knows only those above it. */
function needs(stage: Stage, stages: readonly Stage[]): readonly Stage[] {
    const above = stages.slice(0, stages.indexOf(stage));
    const named = stage.steps.flatMap(({ flags }) =>
        flags.map(({ name, value }) => (name === "from" ? value : (/(?:^|,)from=([^,]+)/.exec(value)?.[1] ?? ""))),
    );
    const others = [stage.base, ...named].map((word) =>
        above.findLast(({ name }, at) => name === word.toLowerCase() || String(at) === word),
    );
    return [stage, ...others.flatMap((other) => (other === undefined ? [] : needs(other, above)))];
}

const PATTERN = /[*?[]/;

/** What is copied into the image is there, and is sent to the builder. */
export function copiedFilesExist({ recipe, source }: Subject): readonly Finding[] {
    const steps = recipe.stages.flatMap((stage) => stage.steps);
    return steps
        .filter(({ keyword, flags }) => /^(COPY|ADD)$/.test(keyword) && !flags.some(({ name }) => name === "from"))
        .flatMap((step) => {
            const words = execForm(step) ?? step.text.split(/\s+/);
            return words.slice(0, -1).flatMap((word): readonly Finding[] => {
                const says = missing(word, source);
                // A pattern may match nothing, as in `COPY package.json package-lock.json* ./`.
                const level = PATTERN.test(word) ? "look" : "wrong";
                return says === undefined ? [] : [{ level, file: recipe.file, line: step.line, says }];
            });
        });
}

function missing(word: string, source: Subject["source"]): string | undefined {
    // What the build fills in or fetches is not known here.
    if (/[$]|^<<|^(https?|git|ssh):|^git@/.test(word)) return undefined;
    const path = posix.normalize(word).replace(/^\/+|\/+$/g, "");
    const context = source.shown(source.context);
    if (path === "." || path === "") return undefined;
    if (path === ".." || path.startsWith("../")) return `${word} lies outside of what is built, ${context}`;
    if (PATTERN.test(path)) {
        const matches = source.files.some((file) => covers(path, file));
        return matches ? undefined : `nothing in ${context} matches ${word}, so it copies nothing`;
    }
    if (!source.has(path)) return `${word} is not in ${context}`;
    return source.sends(path) ? undefined : `${word} is left out by .dockerignore, so the builder does not get it`;
}

/** Something is started, and it hears when it is asked to stop. */
export function processIsSound({ recipe }: Subject): readonly Finding[] {
    const { file } = recipe;
    const last = (keyword: string) => stepsOfImage(recipe).findLast((step) => step.keyword === keyword);
    const start = last("ENTRYPOINT") ?? last("CMD");
    if (start === undefined) {
        const base = baseOfImage(recipe);
        const says = "neither CMD nor ENTRYPOINT says what to start";
        const found = { file, line: base?.from.line, fix: 'CMD ["program", "argument"]' };
        return base?.base === "scratch"
            ? [{ ...found, level: "wrong", says }]
            : [{ ...found, level: "look", says: `${says}; what ${base?.base ?? "the base"} starts will run` }];
    }
    if (execForm(start) !== undefined || start.text.startsWith("exec ")) return [];
    const says = "a shell starts this and keeps SIGTERM to itself: requests in flight are lost when a task ends";
    return [{ level: "look", file, line: start.line, says, fix: `${start.keyword} ["program", "argument"]` }];
}
