// What of the plans this machine can rehearse, by reading alone, before anything runs.
import { join } from "node:path";

import type { Plan } from "../../plan/document";
import { isLine } from "../../plan/lines";
import { NotRehearsed } from "../../rehearsal/account/gateway";
import { type Unplayed, unplayed } from "../../rehearsal/check/unplayed";
import { Blobs } from "../../rehearsal/engine/folder";
import { whereOf } from "../check/command";
import type { Options } from "./command";
import { withoutLines } from "./plans";

/** A line that was named, and that this machine cannot rehearse. */
export class NotHere extends Error {}

interface Asked extends Options {
    readonly planned: readonly Plan[];
    /** Those of this project's own stacks: of them alone it is known how they are built. */
    readonly own: readonly Plan[];
    readonly folder: string;
}

interface Playable {
    readonly planned: readonly Plan[];
    readonly leftOut: readonly Unplayed[];
}

export async function playable(asked: Asked): Promise<Playable> {
    const { own, folder, engine } = asked;
    const [first] = own;
    if (first === undefined) return { planned: asked.planned, leftOut: [] };
    const account = { folder, blobs: new Blobs(join(folder, "blobs")) };
    return leaveOut(asked, await unplayed(own, { account, engine, ...whereOf(first, asked) }));
}

/**
 * A line whose language or packages this machine lacks is left out and said, where others are left and nobody named it. Whatever else
 * cannot be built is refused.
 */
export function leaveOut(
    { planned, own, line }: Pick<Asked, "planned" | "own" | "line">,
    refused: readonly Unplayed[],
): Playable {
    if (refused.length === 0) return { planned, leftOut: [] };
    const why = [...new Set(refused.map(({ says }) => says))].join("\n");
    const names = new Set(refused.map((each) => each.line));
    const isLeft = own.some(({ resources }) => resources.some((each) => isLine(each) && !names.has(each.name)));
    const lacks = refused.every((each) => each.lacks);
    if (line !== undefined && lacks) throw new NotHere(why);
    if (!isLeft || !lacks) throw new NotRehearsed(why);
    const leftOut = refused.filter((each, at) => refused.findIndex((other) => other.line === each.line) === at);
    return { planned: withoutLines(planned, names), leftOut };
}
