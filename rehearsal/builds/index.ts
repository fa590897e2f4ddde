// The kinds of build that a rehearsal knows, by their names in the settings. One that is learned is a file here and a line
// in this list.
import { codebuild } from "./codebuild";
import { docker } from "./docker";
import { packaged } from "./package";
import { pushed } from "./pushed";
import { training } from "./training";
import type { RehearsedBuild } from "./types";

export const builds: Readonly<Record<string, RehearsedBuild>> = {
    codebuild,
    docker,
    package: packaged,
    pushed,
    training,
};
