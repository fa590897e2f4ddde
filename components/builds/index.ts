import { codeBuild } from "./codebuild";
import { dockerImage } from "./docker";
import { packaged } from "./package";
import { pushed } from "./pushed";
import { training } from "./training";
import { workflow } from "./workflow";

/** Every kind of build; a new one is a file and a line here. The first that fits is what a line gets that names none. */
export const builds = [codeBuild, dockerImage, packaged, pushed, workflow, training] as const;
