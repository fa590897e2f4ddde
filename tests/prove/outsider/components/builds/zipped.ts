import { z } from "zod";

import { archive, type ArchiveStore } from "../carries/archive";
import type { BuildKind } from "../kind";

const settings = z.strictObject({
    folder: z.string().min(1).default(".").meta({ description: "Folder that is zipped, relative to the repository." }),
});

/** Zips a folder of a commit. */
export const zipped: BuildKind<"zipped", typeof settings, ArchiveStore> = {
    kind: "zipped",
    carries: archive,
    needsSource: true,
    settings,
    make(line, { folder }, { source }) {
        if (!source) throw new Error(`the build of ${line} needs a source; the settings let one pass without`);
        return {
            source: source.step,
            starts: source.starts,
            candidate: "Archive",
            before: [],
            steps: [
                {
                    name: "Build",
                    takes: ["Source"],
                    gives: "Archive",
                    run: { job: { run: { scripts: ["zip-folder"] }, env: { FOLDER: folder } } },
                    allow: [],
                },
            ],
        };
    },
};
