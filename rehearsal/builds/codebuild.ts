import { join } from "node:path";

import { buildspecIsUsable } from "../check/document-rules";
import { checkImage, failingTest } from "./image";
import type { RehearsedBuild } from "./types";

/** A job builds the image; the folder is the repository, whose place here the settings do not know: `--source` does. */
export const codebuild: RehearsedBuild = {
    check: (of) => {
        const { maker, folder, shown } = of;
        const { context = ".", kind } = maker.build ?? {};
        const asksFor = (stage: string): string => `build: { kind: ${kind}, testStage: ${stage} }`;
        const { findings, subject } = checkImage(of, join(folder, context), asksFor);
        return { findings: [...buildspecIsUsable(maker, folder, shown), ...findings], subject };
    },
    breakages: { build: failingTest },
};
