import { checkImage, failingTest } from "./image";
import type { RehearsedBuild } from "./types";

/** Somebody else builds the image; what of, the settings do not know: `--source` does, and a rehearsal builds the Dockerfile there. */
export const pushed: RehearsedBuild = {
    check: (of) => checkImage(of, of.folder),
    breakages: { build: failingTest },
};
