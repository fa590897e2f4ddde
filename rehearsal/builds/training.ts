import { codebuild } from "./codebuild";
import type { RehearsedBuild } from "./types";

/** A job builds the image that trains, as it builds any other one; what it trains is the rehearsal's own to see. */
export const training: RehearsedBuild = codebuild;
