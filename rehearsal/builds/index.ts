// The kinds of build that a rehearsal knows, by their names in the settings. One that is learned has a line here.
import { codebuild, docker, pushed, training } from "./image";
import { packaged } from "./package";
import type { RehearsedBuild } from "./types";

export const builds: Readonly<Record<string, RehearsedBuild>> = {
    codebuild,
    docker,
    package: packaged,
    pushed,
    training,
};
