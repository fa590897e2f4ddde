import type { Finding } from "../finding";
import type { Subject } from "../source";

/** Images are named so that they are the same tomorrow. */
export function imagesStay({ recipe }: Subject): readonly Finding[] {
    const { file, stages } = recipe;
    return stages.flatMap(({ from, base }, at): readonly Finding[] => {
        const isStage = stages.slice(0, at).some(({ name }) => name === base.toLowerCase());
        if (isStage || base === "scratch" || base.includes("$") || base.includes("@sha256:")) return [];
        const tag = /:([^/:]+)$/.exec(base)?.[1];
        // 22.21.1-alpine3.22 is one image for as long as anybody is careful; 22-alpine is another every month.
        if (tag !== undefined && /^v?\d+\.\d+/.test(tag)) return [];
        const says =
            tag === undefined
                ? `${base} has no tag, so it is whatever is newest on the day of the build`
                : `the tag of ${base} moves: the same commit may give another image tomorrow`;
        return [
            { level: "look", file, line: from.line, says, fix: "name a full version, or a digest: image@sha256:…" },
        ];
    });
}
