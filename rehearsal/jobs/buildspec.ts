// A buildspec as CodeBuild reads it, and refused where the rehearsal could only guess.
// https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html
import { isMap, isNode, isScalar, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";

import { buildspecSchema } from "./buildspec-schema";

export type Buildspec = z.output<typeof buildspecSchema>;
export type PhaseName = keyof Buildspec["phases"];
export type Phase = NonNullable<Buildspec["phases"][PhaseName]>;
export type Artifacts = Omit<NonNullable<Buildspec["artifacts"]>, "secondary-artifacts">;

/** CodeBuild's word for a buildspec it cannot use; every problem at once, each with its line. */
export class UnusableBuildspec extends Error {
    constructor(public readonly problems: readonly string[]) {
        super(problems.join("\n"));
    }
}

export function readBuildspec(text: string, name = "buildspec.yml"): Buildspec {
    const lines = new LineCounter();
    // Every scalar is text, as CodeBuild takes it: `1.10` stays a version and `yes` a word.
    const document = parseDocument(text, { schema: "failsafe", merge: true, lineCounter: lines });
    const line = (offset: number) => `${name}, line ${lines.linePos(offset).line}`;
    if (document.errors.length > 0)
        throw new UnusableBuildspec(document.errors.map(({ pos, message }) => `${line(pos[0])}: ${message}`));
    const read = buildspecSchema.safeParse(document.toJS());
    if (read.success) return read.data;
    throw new UnusableBuildspec(
        read.error.issues.map(({ path, message }) => {
            const at = offsetOf(document, path);
            return `${at === undefined ? name : line(at)}: ${path.length > 0 ? `${path.join(".")}: ` : ""}${message}`;
        }),
    );
}

/** Where the innermost key stands, or item of a list, that is written down at all. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | undefined {
    for (let length = path.length; length > 0; length--) {
        const [parent, name] = [document.getIn(path.slice(0, length - 1), true), path[length - 1]];
        const pair = isMap(parent) ? parent.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
        const found = pair?.key ?? document.getIn(path.slice(0, length), true);
        if (isNode(found) && found.range) return found.range[0];
    }
    return undefined;
}
