// The course of a rehearsal in a few sentences, for who reads it first: what was built, of which commit, on which base; which
// release went where, and who let it. Details are in the runs.
import type { Blobs } from "../engine/folder";
import type { RunShown, StackShown, Status } from "./model";
import { isProof, releaseOf } from "./release";
import { brief, foundNothing, redAction, STATUS_WORDS, whyRed } from "./screen";
import type { Story } from "./story";

export interface Passage {
    readonly says: string;
    readonly status: Status;
    /** What the sentence is about, for who wants to know more. */
    readonly runs: readonly RunShown[];
}

type Bytes = Pick<Blobs, "get" | "has">;

export function courseOf(story: Story, blobs: Bytes): readonly Passage[] {
    const runs = story.stacks
        .flatMap(({ pipelines }) => pipelines.flatMap((pipeline) => pipeline.runs))
        .sort((a, b) => (a.began ?? 0) - (b.began ?? 0));
    const proofs = runs.filter((run) => isProof(run, blobs));
    return [
        ...story.stacks.filter(({ up }) => up.began !== undefined).map(upOf),
        ...(proofs.length === 0 ? [] : [firstRuns(proofs)]),
        ...runs.filter((run) => !proofs.includes(run)).map((run) => passageOf(run, story, blobs)),
    ];
}

function upOf({ name, up, made }: StackShown): Passage {
    const bases = basesIn(up.log.lines);
    const built = bases.length === 0 ? "" : `, and an image from ${bases.join(" and ")}`;
    const says = up.status === "red" ? `failed: ${up.why}` : `${made} resources${built}`;
    return { says: `${name} up: ${says}`, status: up.status, runs: [] };
}

/** One sentence for all of them: a pipeline runs as soon as it is there, and release 0 is what there is by then. */
function firstRuns(runs: readonly RunShown[]): Passage {
    const [empty, proven] = [runs.filter(foundNothing), runs.filter((run) => !foundNothing(run))];
    const named = (some: readonly RunShown[]) =>
        some.map(({ pipeline, name }) => `${pipeline.stack} ${name}`).join(", ");
    const others = proven.filter(({ status }) => status !== "green");
    const says = [
        ...(proven.length === 0 ? [] : [`with the placeholder, to prove roles and ways: ${named(proven)}`]),
        ...others.map((run) => `${named([run])} ${STATUS_WORDS[run.status]}${because(run)}`),
        ...(empty.length === 0 ? [] : [`before the first push: ${named(empty)}, which found nothing to read`]),
    ];
    const status = others[0]?.status ?? "green";
    return { says: `first runs, ${says.join("; ")}`, status, runs };
}

function passageOf(run: RunShown, story: Story, blobs: Bytes): Passage {
    const { pipeline, name, status } = run;
    const parts = [...builtBy(run, story), ...answersTo(run, story), ...releasedBy(run, story, blobs)];
    const ended = status === "green" && parts.length > 0 ? [] : [`${STATUS_WORDS[status]}${because(run)}`];
    return { says: `${pipeline.stack} ${name}: ${[...parts, ...ended].join("; ")}`, status, runs: [run] };
}

/** Where it was red; why, is said with what is red. */
function because(run: RunShown): string {
    if (run.status === "green") return "";
    const red = redAction(run);
    const stage = run.stages.find(({ actions }) => red !== undefined && actions.includes(red));
    if (stage !== undefined) return ` at ${stage.name}/${red?.name}`;
    const why = whyRed(run) ?? run.why;
    return why === undefined ? "" : `: ${why}`;
}

function builtBy(run: RunShown, { images }: Story): readonly string[] {
    const actions = run.stages.flatMap((stage) => stage.actions);
    const variables = actions.flatMap((action) => Object.entries(action.variables));
    const said = (wanted: string) => variables.find(([key, value]) => key === wanted && typeof value === "string")?.[1];
    const [commit, message = ""] = [said("CommitId"), said("CommitMessage")];
    const [about = ""] = String(message).split("\n");
    const of = commit === undefined ? "" : ` of commit ${brief(String(commit))}${about === "" ? "" : ` "${about}"`}`;
    const bases = [...new Set(actions.flatMap((action) => basesIn(action.log.lines)))];
    const from = bases.length === 0 ? "" : `, from ${bases.join(" and ")}`;
    const built = images.firstOf(run).map((digest) => `image ${brief(digest)} built${of}${from}`);
    if (built.length > 0) return built;
    const pushed = said("ImageDigest");
    return [
        ...(pushed === undefined ? [] : [`read image ${brief(String(pushed))}`]),
        ...(commit === undefined ? [] : [`read commit ${brief(String(commit))}${about === "" ? "" : ` "${about}"`}`]),
    ];
}

/** Images that a build began with, and what took their place; its own stages are none of them. */
function basesIn(lines: readonly string[]): readonly string[] {
    const froms = lines.flatMap((line) => {
        const [, base, stage] = /^#\d+ \[[^\]]*\] FROM (\S+)(?: AS (\S+))?/i.exec(line) ?? [];
        return base === undefined ? [] : [{ base, stage }];
    });
    const stages = froms.flatMap(({ stage }) => stage ?? []);
    const bases = [...new Set(froms.map(({ base }) => base))].filter((base) => !stages.includes(base));
    return bases.map((base) => {
        const [, instead] =
            lines
                .map((line) => /stood in for (\S+) with (.+)$/.exec(line))
                .find((found) => found?.[1] === base)
                ?.slice(1) ?? [];
        return instead === undefined ? base : `${base} (here ${instead})`;
    });
}

function answersTo(run: RunShown, { runs }: Story): readonly string[] {
    return [...runs.approvals.values()].flatMap(({ run: of, answer }) => {
        if (of !== run || answer === undefined) return [];
        const said = answer.summary === "" ? "" : ` (${answer.summary})`;
        return [`${answer.status.toLowerCase()} by ${personOf(answer.by)}${said}`];
    });
}

/** `grace`: the name of the session, which is what people have of a role. */
function personOf(arn: string): string {
    return arn.split("/").at(-1) ?? arn;
}

function releasedBy(run: RunShown, { deployments, runs }: Story, blobs: Bytes): readonly string[] {
    const release = releaseOf(run, blobs);
    if (release === undefined) return [];
    const back = deployments.all.some(({ id, rolledBack }) => rolledBack && runs.runOf(id) === run);
    const how =
        run.status === "green" ? "is live" : back ? "was rolled back, and what was live before serves" : "is not live";
    return [`release ${release.id} ${how}`];
}
