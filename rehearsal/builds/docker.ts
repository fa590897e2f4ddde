import { checkImage, failingTest } from "./image";
import type { RehearsedBuild } from "./types";

/** `up` builds the image; the folder is the context. */
export const docker: RehearsedBuild = {
    folder: ({ context = "." }) => context,
    check: (of) => checkImage(of, of.folder),
    breakages: { build: failingTest },
};
