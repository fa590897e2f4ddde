import { any, type Subject } from "./types";

/** An image that `up` builds. */
export const docker: Subject = {
    reasons: { "docker:index/image:Image": [[any, "builds the image during `up` and pushes it as the candidate"]] },
};
