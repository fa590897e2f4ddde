import { strToU8, zipSync } from "fflate";

/** Seconds that a zip can name; the same bytes must come out wherever and whenever this runs. */
const THEN = new Date(1980, 0, 1);

export interface ReleaseZero {
    readonly line: string;
    /** Kind of what the line's releases carry. */
    readonly carries: string;
    readonly what: string;
    readonly digest: string;
}

/** Renders release 0: the record that makes the first run of a pipeline green, before any code exists. */
function renderReleaseZero({ line, carries, what, digest }: ReleaseZero): Record<string, unknown> {
    return {
        format: 1,
        id: `${line}-placeholder`,
        line,
        carries,
        placeholder: true,
        what,
        digest,
        commit: null,
        made: { at: "1980-01-01T00:00:00Z", by: "pulumi up" },
        checks: [],
    };
}

/** Renders the zip that a pipeline's first source reads, in base64. */
export function renderCandidateZero(zero: ReleaseZero): string {
    return zip({ "release.json": renderReleaseZero(zero) });
}

/** Renders what is live before anything was verified: release 0, as the target was created with it. */
export function renderLiveZero(zero: ReleaseZero): string {
    const live = {
        format: 1,
        release: `${zero.line}-placeholder`,
        blueprint: null,
        verifiedAt: null,
        runs: null,
        counter: 0,
    };
    return zip({ "release.json": renderReleaseZero(zero), "live.json": live });
}

function zip(files: Record<string, Record<string, unknown>>): string {
    const bytes = Object.entries(files).map(([name, content]) => [
        name,
        strToU8(`${JSON.stringify(content, null, 2)}\n`),
    ]);
    return Buffer.from(zipSync(Object.fromEntries(bytes) as Record<string, Uint8Array>, { mtime: THEN })).toString(
        "base64",
    );
}
