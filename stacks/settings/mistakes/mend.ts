// Looks past a colon without a space, an indentation and a name that is not allowed, to what was meant: each is told once,
// and the rest of the settings is judged as if it were put right, so that nothing comes up in a second round.
import type { Context, Written } from "../context";
import { tooFarLeft, tooFarRight } from "./indentation";
import type { Outline, Path } from "./outline";
import { keysTo } from "./place";
import type { Problem } from "./problem";
import { unspaced } from "./spaces";

/** What is told, and where what was meant is written. */
export interface Mended {
    readonly problem: Problem;
    readonly moved: readonly Move[];
}

export interface Move {
    /** In the file. */
    readonly from: Path;
    /** In the document, once it is mended. */
    readonly to: Path;
}

/** Changes the document; the place of what was moved in it is from then on where it stands in the file. */
export function mend(
    document: Record<string, unknown>,
    outline: Outline,
    context: Context,
): { readonly problems: readonly Problem[]; readonly written?: Written } {
    const done: Mended[] = [];
    for (const repair of [unspaced, tooFarRight, tooFarLeft]) {
        const written = throughMoves(done, context);
        done.push(...repair(document, outline, { ...context, written }));
    }
    return { problems: done.map(({ problem }) => problem), written: throughMoves(done, context) };
}

/** The last move is undone first. */
function throughMoves(done: readonly Mended[], { project, written }: Context): Written | undefined {
    if (!written) return undefined;
    const moves = done
        .flatMap(({ moved }) => moved)
        .map(({ from, to }) => ({ from: keysTo(project, from), to: keysTo(project, to) }))
        .reverse();
    const inFile = (keys: Path): Path =>
        moves.reduce(
            (at, { from, to }) =>
                to.every((key, index) => key === at[index]) ? [...from, ...at.slice(to.length)] : at,
            keys,
        );
    return {
        lineOf: (keys) => written.lineOf(inFile(keys)),
        sourceOf: (keys) => written.sourceOf(inFile(keys)),
    };
}
